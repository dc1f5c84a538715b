//! The size of the window, asked of the kernel and never of another program.

use ratatui::layout::Rect;

/// The whole window. A terminal that does not know its size is taken for an ordinary one.
pub fn window() -> Rect {
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok();
    match size.map(|size| (size.ws_col, size.ws_row)) {
        None | Some((0, _) | (_, 0)) => Rect::new(0, 0, 80, 24),
        Some((width, height)) => Rect::new(0, 0, width, height),
    }
}
