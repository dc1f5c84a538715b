//! What is noted of a panic: where, in which thread, and what it says of the program.

use std::panic::PanicHookInfo;

use crate::log::Record;

/// Its record. What a failed slicing of a text says ends with the text, which may be anything that was typed: it is left
/// out.
pub fn record(info: &PanicHookInfo<'_>) -> Record {
    let payload = info.payload();
    let said = payload.downcast_ref::<&str>().copied();
    let said = said.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let said = said.unwrap_or("it says nothing");
    let said = said.split(" of `").next().unwrap_or(said);
    let thread = std::thread::current();
    let thread = thread.name().unwrap_or("unnamed");
    let place = info.location().map(ToString::to_string);
    let place = place.unwrap_or_else(|| "nobody knows where".to_owned());
    Record::error(format!("panic in thread {thread}, {place}: {said}"))
}
