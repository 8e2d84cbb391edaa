//! A person's mark where there is no picture: initials on one of a few calm grounds.

/// The first letters of the first and the last word of a name; what follows a comma is whose they are.
pub(crate) fn initials(name: &str) -> String {
    let person = name.split(',').next().unwrap_or(name);
    let mut words = person.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// Which ground: the same for the same name, everywhere.
pub(crate) fn tone(name: &str) -> u32 {
    name.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))) % 6
}

#[cfg(test)]
mod tests {
    use super::{initials, tone};

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        assert_eq!(initials("Maria del Carmen Ortiz"), "MO");
        assert_eq!(initials("Alex Carter, Bright Path Media"), "AC");
        assert_eq!(initials("élodie"), "É");
        assert_eq!(initials("«Nord» Media (GmbH)"), "NG");
        assert_eq!(initials(" — "), "");
    }

    #[test]
    fn a_name_keeps_its_ground() {
        assert_eq!(tone("Maria"), tone("Maria"));
        assert!(tone("Ж") < 6);
    }
}
