// Error pages, made by downpage: a Worker in front of the site, which holds them. Make it anew when pages change.
// It was run outside of Cloudflare and not on it.

