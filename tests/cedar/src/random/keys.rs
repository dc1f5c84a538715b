//! Condition keys and operators that random documents test, with the values requests give. Values come in twins
//! that differ in case, in a wildcard that is meant literally, or in how the same number is written.

/// What kind of values a key has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Texts.
    Text,
    /// Decimal numbers.
    Number,
    /// Instants.
    Date,
    /// Truth values.
    Bool,
    /// Addresses.
    Address,
}

/// A condition key: its name as documents write it, its kind, its values in requests.
pub type Key = (&'static str, Kind, &'static [&'static str]);

/// Keys that a request must give.
pub const GIVEN: [Key; 8] = [
    (
        "g:MFAPresent",
        Kind::Bool,
        &["true", "false", "True", "perhaps"],
    ),
    (
        "g:MFAAge",
        Kind::Number,
        &["0", "10", "10.0", "10.5", "010", "-3", "99", "ten"],
    ),
    (
        "g:CurrentTime",
        Kind::Date,
        &[
            "2024-06-30T12:00:00Z",
            "2024-06-30T12:00:00.500Z",
            "2024-06-30T14:00:00+02:00",
            "2024-07-01",
            "2025-01-01T00:00:00Z",
            "1000000000",
            "soon",
        ],
    ),
    (
        "g:SourceIp",
        Kind::Address,
        &[
            "10.0.0.1",
            "10.1.2.3",
            "192.168.1.77",
            "2001:db8::1",
            "fe80::1",
            "home",
        ],
    ),
    (
        "obs:prefix",
        Kind::Text,
        &[
            "logs/2024",
            "Logs/2024",
            "home/user-0/x",
            "home/user*3/x",
            "home/user-33/x",
            "Zürich",
            "ZÜRICH",
            "a\"b\\c",
            "",
        ],
    ),
    (
        "g:TagKeys",
        Kind::Text,
        &["env", "Env", "owner", "cost*", "cost-eu"],
    ),
    ("obs:max-keys", Kind::Number, &["1", "100", "1000"]),
    ("g:EnterpriseProjectId", Kind::Text, &["default", "retail"]),
];

/// Keys that are filled unless a request gives them.
pub const FILLED: [Key; 5] = [
    (
        "g:UserName",
        Kind::Text,
        &["user-0", "User-1", "user-2", "user*3"],
    ),
    ("g:UserId", Kind::Text, &["u0", "u1", "u2", "u3"]),
    ("g:DomainName", Kind::Text, &["acme", "Acme"]),
    (
        "g:ProjectName",
        Kind::Text,
        &["eu-de", "eu-de_dev", "eu-nl", "MOS"],
    ),
    ("g:ServiceName", Kind::Text, &["ims", "ecs", "obs", "iam"]),
];

/// What documents compare texts with, beside the values themselves.
pub const TEXTS: [&str; 16] = [
    "*",
    "user-?",
    "user*",
    "eu-de*",
    "logs/*",
    "home/${g:UserName}/*",
    "${g:UserName}",
    "${ g:ProjectName }",
    "${g:SourceIp, 'env'}",
    "${g:TagKeys}",
    "${g:UserName",
    "${$}{g:UserName}",
    "o",
    "cost${*}",
    "*/${g:UserName}/?",
    "${nosuch:key,'home'}/*",
];

/// What documents compare addresses with.
pub const BLOCKS: [&str; 8] = [
    "10.0.0.0/8",
    "10.1.2.3",
    "10.0.0.77/24",
    "0.0.0.0/0",
    "2001:db8::/32",
    "::/0",
    "10.0.0.0/33",
    "nowhere",
];

/// Operators of each kind.
pub const TEXT_OPERATORS: [&str; 12] = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringMatch",
    "StringNotMatch",
    "StringStartWith",
    "StringNotStartWith",
    "StringEndWith",
    "StringNotEndWith",
    "StringLike",
    "StringNotLike",
];

/// Operators on numbers.
pub const NUMBER_OPERATORS: [&str; 7] = [
    "NumberEquals",
    "NumberNotEquals",
    "NumberLessThan",
    "NumberLessThanEquals",
    "NumberGreaterThan",
    "NumberGreaterThanEquals",
    "NumericLessThan",
];

/// Operators on instants.
pub const DATE_OPERATORS: [&str; 6] = [
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
];
