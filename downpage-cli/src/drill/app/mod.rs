//! The app behind the server: one that can be up, refuse connections, or leave them waiting, on a port that stays its own.

mod answers;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use rustix::fd::OwnedFd;
use rustix::net::{AddressFamily, SocketType, bind, getsockname, listen, socket, sockopt};

pub(crate) use answers::{MARK, MARK_HEADER};

/// How an app can be, as far as the server in front of it can tell before it sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It accepts connections and answers by path: see [`answers`].
    Up,
    /// Nothing listens at its port.
    Refusing,
    /// It listens and never accepts: a connection is neither refused nor made.
    Full,
}

/// An app on loopback. It refuses connections until it is told otherwise, and ends with the value.
#[derive(Debug)]
pub(crate) struct App {
    address: SocketAddr,
    /// Bound and never listening, so that nobody gets the port while the app is down.
    _reservation: OwnedFd,
    running: Option<Running>,
}

/// What holds the port open.
#[derive(Debug)]
enum Running {
    Accepting { stop: Arc<AtomicBool>, thread: JoinHandle<()> },
    Full { _listener: OwnedFd, _waiting: Vec<TcpStream> },
}

impl App {
    /// An app at a free port, where it refuses connections.
    pub(crate) fn reserve() -> io::Result<Self> {
        let reservation = bound(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
        let address = getsockname(&reservation)?
            .try_into()
            .map_err(|_| io::Error::other("the system gave a port that is none"))?;
        Ok(Self { address, _reservation: reservation, running: None })
    }

    /// Where it is, or would be.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How it is.
    pub(crate) fn state(&self) -> State {
        match &self.running {
            Some(Running::Accepting { .. }) => State::Up,
            Some(Running::Full { .. }) => State::Full,
            None => State::Refusing,
        }
    }

    /// Makes it so; connections of the state before are dropped.
    pub(crate) fn become_(&mut self, state: State) -> io::Result<()> {
        self.stop();
        self.running = match state {
            State::Up => Some(accepting(self.address)?),
            State::Refusing => None,
            State::Full => Some(full(self.address)?),
        };
        Ok(())
    }

    fn stop(&mut self) {
        if let Some(Running::Accepting { stop, thread }) = self.running.take() {
            stop.store(true, Ordering::Relaxed);
            // The thread waits for a connection: this is one.
            let _ = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
            let _ = thread.join();
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.stop();
    }
}

fn accepting(address: SocketAddr) -> io::Result<Running> {
    const BACKLOG: i32 = 128;
    let socket = bound(address)?;
    listen(&socket, BACKLOG)?;
    let listener = TcpListener::from(socket);
    let stop = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&stop);
    let thread = std::thread::spawn(move || {
        for connection in listener.incoming() {
            if seen.load(Ordering::Relaxed) {
                break;
            }
            let stop = Arc::clone(&seen);
            if let Ok(connection) = connection {
                std::thread::spawn(move || answers::answer(connection, &stop));
            }
        }
    });
    Ok(Running::Accepting { stop, thread })
}

/// Fills the queue of connections that wait to be accepted: the system drops what comes after.
fn full(address: SocketAddr) -> io::Result<Running> {
    const MOST: usize = 8;
    let listener = bound(address)?;
    listen(&listener, 0)?;
    let mut waiting = Vec::new();
    for _ in 0..MOST {
        match TcpStream::connect_timeout(&address, Duration::from_millis(100)) {
            Ok(connection) => waiting.push(connection),
            Err(_) => break,
        }
    }
    Ok(Running::Full { _listener: listener, _waiting: waiting })
}

/// A socket with that address, beside others of ours that have it.
fn bound(address: SocketAddr) -> io::Result<OwnedFd> {
    let socket = socket(AddressFamily::INET, SocketType::STREAM, None)?;
    rustix::io::fcntl_setfd(&socket, rustix::io::FdFlags::CLOEXEC)?;
    sockopt::set_socket_reuseaddr(&socket, true)?;
    sockopt::set_socket_reuseport(&socket, true)?;
    bind(&socket, &address)?;
    Ok(socket)
}

/// A port on loopback that nobody listens at, for a server to take, and never the same one twice.
///
/// It lies below those that systems give to outgoing connections, so that none of the many visitors takes it before the
/// server does; and drills that run at the same time begin to look in different places.
pub(crate) fn free_port() -> io::Result<u16> {
    const FIRST: u32 = 10_000;
    const COUNT: u32 = 22_000;
    const APART: u32 = 37;
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let own = std::process::id().wrapping_mul(APART);
    for _ in 0..COUNT {
        let number = own.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % COUNT;
        let Ok(port) = u16::try_from(FIRST + number) else { break };
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    Err(io::ErrorKind::AddrInUse.into())
}

#[cfg(test)]
mod tests {
    use std::io::{ErrorKind, Read as _, Write as _};
    use std::net::TcpStream;
    use std::time::Duration;

    use super::{App, State};

    fn get(app: &App, path: &str) -> Vec<u8> {
        let mut connection = TcpStream::connect(app.address()).unwrap();
        connection.write_all(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).unwrap();
        let mut answer = Vec::new();
        let _ = connection.read_to_end(&mut answer);
        answer
    }

    #[test]
    fn an_app_goes_down_and_comes_back_at_the_same_port() {
        let mut app = App::reserve().unwrap();
        let refused = |app: &App| TcpStream::connect(app.address()).unwrap_err().kind();
        assert_eq!(refused(&app), ErrorKind::ConnectionRefused);
        for _ in 0..3 {
            app.become_(State::Up).unwrap();
            assert!(get(&app, "/x").starts_with(b"HTTP/1.1 200 OK\r\n"));
            app.become_(State::Refusing).unwrap();
            assert_eq!(refused(&app), ErrorKind::ConnectionRefused);
        }
    }

    #[test]
    fn a_full_app_leaves_a_connection_waiting() {
        let mut app = App::reserve().unwrap();
        app.become_(State::Full).unwrap();
        let waited = TcpStream::connect_timeout(&app.address(), Duration::from_millis(200));
        assert_eq!(waited.unwrap_err().kind(), ErrorKind::TimedOut);
        app.become_(State::Up).unwrap();
        assert!(get(&app, "/x").starts_with(b"HTTP/1.1 200 OK\r\n"));
    }

    #[test]
    fn each_path_fails_in_its_own_way() {
        let mut app = App::reserve().unwrap();
        app.become_(State::Up).unwrap();
        assert!(get(&app, "/s/503").starts_with(b"HTTP/1.1 503 "));
        assert!(get(&app, "/s/503").windows(14).any(|bytes| bytes == b"Retry-After: 7"));
        assert_eq!(get(&app, "/close"), b"");
        assert_eq!(get(&app, "/reset"), b"");
        assert!(!get(&app, "/garbage").starts_with(b"HTTP/"));
    }

    #[test]
    fn a_hanging_request_ends_when_the_app_does() {
        let mut app = App::reserve().unwrap();
        app.become_(State::Up).unwrap();
        let address = app.address();
        let hanging = std::thread::spawn(move || {
            let mut connection = TcpStream::connect(address).unwrap();
            connection.write_all(b"GET /hang HTTP/1.1\r\n\r\n").unwrap();
            connection.read(&mut [0; 8]).unwrap_or_default()
        });
        std::thread::sleep(Duration::from_millis(100));
        assert!(!hanging.is_finished());
        app.become_(State::Refusing).unwrap();
        assert_eq!(hanging.join().unwrap(), 0);
    }
}
