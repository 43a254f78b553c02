//! What the 84 units before an RBF output are compared with: a bitmap of each digit, as LeCun et al. (1998) have it.
//!
//! A stylised digit of 12 rows and 7 columns is a code with a meaning: digits that look alike have codes that are alike, and
//! whoever looks at the 84 values as a picture sees the digit that the network means.

use super::CLASSES;

/// Rows of a bitmap.
pub const CODE_HEIGHT: usize = 12;
/// Columns of a bitmap.
pub const CODE_WIDTH: usize = 7;
/// Numbers of a code.
pub const CODE_LEN: usize = CODE_HEIGHT * CODE_WIDTH;

/// The digits' codes, each row by row: 1 for ink, -1 for paper.
pub const CODES: [[f32; CODE_LEN]; CLASSES] = codes();

const fn codes() -> [[f32; CODE_LEN]; CLASSES] {
    let mut codes = [[-1.0; CODE_LEN]; CLASSES];
    let mut index = 0;
    while index < CLASSES * CODE_LEN {
        let (digit, cell) = (index / CODE_LEN, index % CODE_LEN);
        // The bitmaps stand side by side, five in a band, a space between two.
        let row = (digit / 5) * CODE_HEIGHT + cell / CODE_WIDTH;
        let column = (digit % 5) * (CODE_WIDTH + 1) + cell % CODE_WIDTH;
        if BITMAPS[row].as_bytes()[column] == b'#' {
            codes[digit][cell] = 1.0;
        }
        index += 1;
    }
    codes
}

#[rustfmt::skip]
const BITMAPS: [&str; 2 * CODE_HEIGHT] = [
    "..###.. ...##.. .#####. .#####. ....##.",
    ".##.##. ..###.. ##...## ##...## ...###.",
    "##...## .####.. ##...## .....## ..####.",
    "##...## ...##.. .....## .....## ..#.##.",
    "##...## ...##.. .....## ....##. .##.##.",
    "##...## ...##.. ....##. ..###.. .#..##.",
    "##...## ...##.. ...##.. ....##. ##..##.",
    "##...## ...##.. ..##... .....## #######",
    "##...## ...##.. .##.... .....## ....##.",
    "##...## ...##.. ##..... ##...## ....##.",
    ".##.##. ...##.. ##..... ##...## ....##.",
    "..###.. .###### ####### .#####. ....##.",
    "####### ..####. ####### .#####. .#####.",
    "##..... .##.... ##...## ##...## ##...##",
    "##..... ##..... .....## ##...## ##...##",
    "##..... ##..... ....##. ##...## ##...##",
    "######. ##.###. ....##. .##.##. ##...##",
    ".....## ###..## ...##.. ..###.. ##..###",
    ".....## ##...## ...##.. .##.##. .###.##",
    ".....## ##...## ..##... ##...## .....##",
    ".....## ##...## ..##... ##...## .....##",
    "##...## ##...## ..##... ##...## .....##",
    "##...## .##.##. ..##... ##...## ....##.",
    ".#####. ..###.. ..##... .#####. .####..",
];

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn every_bitmap_stands_in_its_box() {
        for line in BITMAPS {
            assert_eq!(line.len(), 5 * (CODE_WIDTH + 1) - 1, "{line}");
            let ink = |place: usize| (place + 1).is_multiple_of(CODE_WIDTH + 1);
            assert!(line.bytes().enumerate().all(|(place, byte)| (byte == b' ') == ink(place)), "{line}");
        }
    }

    #[test]
    fn no_two_digits_are_alike() {
        for (digit, code) in CODES.iter().enumerate() {
            for (other, with) in CODES.iter().enumerate().skip(digit + 1) {
                let different = code.iter().zip(with).filter(|(a, b)| a != b).count();
                assert!(different >= 10, "{digit} and {other} differ in {different} places");
            }
        }
    }
}
