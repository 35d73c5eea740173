//! A table of text, in columns as wide as what stands in them.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A column: its title, and the most cells of a terminal that it takes.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// What stands above it.
    pub title: &'static str,
    /// How wide it may become.
    pub most: usize,
}

/// Lays the rows out in lines of at most `total` cells, as far as the titles let it. What is too
/// wide is cut, with an ellipsis.
pub fn lay_out(columns: &[Column], rows: &[Vec<String>], total: usize) -> String {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| harmless(cell)).collect()).collect();
    let mut widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width());
            cells.max().unwrap_or(0).clamp(column.title.width(), column.most)
        })
        .collect();
    narrow(&mut widths, columns, total);
    let titles: Vec<String> = columns.iter().map(|column| column.title.to_owned()).collect();
    let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
    let mut text = String::new();
    for row in [&titles, &rule].into_iter().chain(&rows) {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let cell = cut(cell, *width);
            line.push_str(&cell);
            line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Takes from the widest column until all fit.
fn narrow(widths: &mut [usize], columns: &[Column], total: usize) {
    let gaps = 2 * columns.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > total {
        let can_shrink = widths.iter_mut().zip(columns).filter(|(w, of)| **w > of.title.width());
        let Some((widest, _)) = can_shrink.max_by_key(|(width, _)| **width) else { return };
        *widest -= 1;
    }
}

/// A header can hold what would move the cursor or turn the line around.
fn harmless(cell: &str) -> String {
    let is_odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
    };
    cell.chars().map(|c| if is_odd(c) { '·' } else { c }).collect()
}

fn cut(cell: &str, width: usize) -> String {
    if cell.width() <= width {
        return cell.to_owned();
    }
    let mut left = width.saturating_sub(1);
    let mut kept = String::new();
    for c in cell.chars() {
        let Some(rest) = left.checked_sub(c.width().unwrap_or(0)) else { break };
        left = rest;
        kept.push(c);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_whatever_the_script() {
        let columns = [Column { title: "name", most: 6 }, Column { title: "n", most: 3 }];
        let rows = [
            vec!["山田太郎".to_owned(), "1".to_owned()],
            vec!["A\u{1b}[2Jb\u{202E}".to_owned(), "22".to_owned()],
        ];
        let text = lay_out(&columns, &rows, 80);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines, ["name    n", "──────  ──", "山田…   1", "A·[2J…  22"]);
        let text = lay_out(&columns, &rows, 4);
        assert_eq!(text.lines().next(), Some("name  n"), "titles stay whole");
    }
}
