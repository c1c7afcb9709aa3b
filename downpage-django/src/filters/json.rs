//! `json_script`: a value as JSON for a script to read.

use crate::error::Result;
use crate::filter::Call;
use crate::filters::made_safe;
use crate::text::escape::escape_value_into;
use crate::value::{Letters, Val, write_json};

/// A `<script type="application/json">` with the value in it; the argument is its `id`.
pub(super) fn json_script(call: Call<'_>) -> Result<Val<'_>> {
    let mut json = String::new();
    write_json(&call.value, Letters::Escaped, &mut json)?;
    let json = json.replace('>', "\\u003E").replace('<', "\\u003C").replace('&', "\\u0026");
    let mut out = String::from("<script ");
    if call.argument().truth() {
        out.push_str("id=\"");
        escape_value_into(call.argument(), &mut out);
        out.push_str("\" ");
    }
    out.push_str("type=\"application/json\">");
    out.push_str(&json);
    out.push_str("</script>");
    made_safe(out)
}
