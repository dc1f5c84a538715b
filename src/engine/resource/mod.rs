//! Whether a statement's resource clause matches the resource asked for (section 1.4).
//! A request without a resource asks about resources in general: open, unless every one matches.

mod segments;

use crate::model::{Mode, ResourceClause, Version};

use super::context::Keys;
use super::pattern::{self, Question};
use super::truth::{Openings, Truth};
use segments::{Segments, all_wildcards};

/// The resource asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AskedResource {
    /// None given, or `*`: any resource of the action's service in the asking account.
    General(Home),
    /// None given, but the action says that it is an agency.
    AnyAgency,
    /// An agency: its names, id first where known, each as `/iam/agencies/…`.
    Agency(Vec<String>),
    /// Any other, as given.
    Named(String),
}

/// Where the resources of a general question lie.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Home {
    /// The action's service.
    pub service: String,
    /// The id of the asking account.
    pub domain: String,
}

impl AskedResource {
    /// What is asked about when no resource is given, for an action in lower case.
    #[must_use]
    pub fn unsaid(action: &str, domain: &str) -> Self {
        match action {
            "iam:agencies:assume" | "iam:tokens:assume" => Self::AnyAgency,
            _ => Self::General(Home {
                service: action.split(':').next().unwrap_or_default().to_owned(),
                domain: domain.to_owned(),
            }),
        }
    }

    /// Reads the resource of a request for `action` (in lower case); `agencies` gives the other
    /// name of an agency of this account.
    #[must_use]
    pub fn new(
        (action, domain): (&str, &str),
        resource: Option<&str>,
        agencies: impl Iterator<Item = [String; 2]>,
    ) -> Self {
        let given = resource.map(str::trim);
        let Some(resource) = given.filter(|given| !given.is_empty() && *given != "*") else {
            return Self::unsaid(action, domain);
        };
        let Some(asked) = resource.strip_prefix("/iam/agencies/") else {
            return Self::Named(resource.to_owned());
        };
        let mut names = vec![resource.to_owned()];
        for known in agencies {
            if known.iter().any(|name| name == asked) {
                names.extend(known.iter().map(|name| format!("/iam/agencies/{name}")));
            }
        }
        names.dedup();
        Self::Agency(names)
    }
}

/// Whether `clause` matches; what it hangs on is noted.
#[must_use]
pub fn truth(
    clause: &ResourceClause,
    version: Version,
    asked: &AskedResource,
    keys: &Keys<'_>,
    openings: &mut Openings,
) -> Truth {
    let mut matcher = Matcher {
        version,
        asked,
        keys,
        openings: Openings::default(),
    };
    let truth = match clause {
        ResourceClause::All => Truth::Yes,
        ResourceClause::Agencies(uris) => matcher.any(uris, Matcher::agency),
        ResourceClause::Any(patterns) => matcher.any(patterns, Matcher::one),
        ResourceClause::NoneOf(patterns) => matcher.none_of(patterns),
    };
    if truth == Truth::Open {
        openings.absorb(&matcher.openings);
    }
    truth
}

/// A resource and the patterns of one document held against it.
struct Matcher<'a> {
    version: Version,
    asked: &'a AskedResource,
    keys: &'a Keys<'a>,
    /// What open answers so far hang on.
    openings: Openings,
}

impl Matcher<'_> {
    fn any(&mut self, patterns: &[String], one: fn(&mut Self, &str) -> Truth) -> Truth {
        patterns
            .iter()
            .map(|pattern| one(self, pattern))
            .fold(Truth::No, Truth::or)
    }

    /// `NotResource`: without a resource it strictly applies unless a pattern is all wildcards,
    /// and is open in general (section 11).
    fn none_of(&mut self, patterns: &[String]) -> Truth {
        let everything = patterns.iter().any(|pattern| all_wildcards(pattern));
        let matched = match self.asked {
            _ if everything => Truth::Yes,
            AskedResource::General(_) | AskedResource::AnyAgency => {
                for pattern in patterns {
                    self.openings.resource(pattern);
                }
                self.unsaid()
            }
            AskedResource::Agency(_) | AskedResource::Named(_) => self.any(patterns, Self::one),
        };
        matched.negated()
    }

    /// What is not said is open, or strictly absent, so that nothing matches it.
    fn unsaid(&self) -> Truth {
        match self.keys.mode() {
            Mode::General => Truth::Open,
            Mode::Strict => Truth::No,
        }
    }

    /// The same, with the pattern noted that hangs on it.
    fn hangs_on(&mut self, pattern: &str) -> Truth {
        let truth = self.unsaid();
        if truth == Truth::Open {
            self.openings.resource(pattern);
        }
        truth
    }

    /// An agency URI, compared with the agency's id and name.
    fn agency(&mut self, uri: &str) -> Truth {
        match self.asked {
            AskedResource::Agency(names) => names
                .iter()
                .any(|name| pattern::matches(uri, name, Question::Literal))
                .into(),
            AskedResource::AnyAgency if pattern::covers(uri, "/iam/agencies/*") => Truth::Yes,
            AskedResource::AnyAgency | AskedResource::General(_) => self.hangs_on(uri),
            AskedResource::Named(_) => Truth::No,
        }
    }

    fn one(&mut self, pattern: &str) -> Truth {
        if pattern::is_everything(pattern) {
            return Truth::Yes;
        }
        let Some(segments) = Segments::split(pattern) else {
            return self.whole(pattern);
        };
        match self.asked {
            _ if segments.is_everything() => Truth::Yes,
            AskedResource::General(home) => self.general(pattern, &segments, home),
            // An agency is no five-segment resource.
            AskedResource::AnyAgency | AskedResource::Agency(_) => Truth::No,
            AskedResource::Named(name) => match Segments::split(name) {
                Some(asked) => self.named(pattern, &segments, &asked),
                None => Truth::No,
            },
        }
    }

    /// Without a concrete resource: strictly a match only when type and path are all wildcards.
    /// In general also when the pattern takes in every resource of the service in the account.
    fn general(&mut self, pattern: &str, segments: &Segments<'_>, home: &Home) -> Truth {
        if segments.any_object()
            && (self.keys.mode() == Mode::Strict || segments.take_in(&home.service, &home.domain))
        {
            return Truth::Yes;
        }
        let mut variables = Openings::default();
        let hopeless = segments.fails(self.version, self.keys, &mut variables);
        if hopeless {
            return Truth::No;
        }
        let truth = self.hangs_on(pattern);
        if truth == Truth::Open {
            self.openings.absorb(&variables);
        }
        truth
    }

    fn named(&mut self, pattern: &str, segments: &Segments<'_>, asked: &Segments<'_>) -> Truth {
        let mut variables = Openings::default();
        let (truth, unsaid) = segments.matches(asked, self.version, self.keys, &mut variables);
        if truth == Truth::Open {
            self.openings.absorb(&variables);
        }
        if unsaid && truth.possible() {
            return truth.and(self.hangs_on(pattern));
        }
        truth
    }

    /// A pattern that has no five segments is compared as a whole.
    fn whole(&mut self, pattern: &str) -> Truth {
        match self.asked {
            AskedResource::General(_) | AskedResource::AnyAgency => self.hangs_on(pattern),
            AskedResource::Named(name) => pattern::matches(
                &pattern.to_lowercase(),
                &name.to_lowercase(),
                Question::Literal,
            )
            .into(),
            AskedResource::Agency(names) => names
                .iter()
                .any(|name| pattern::matches(pattern, name, Question::Literal))
                .into(),
        }
    }
}

/// Whether the general question may be answered differently for different services.
#[must_use]
pub fn tells_services_apart(clause: &ResourceClause) -> bool {
    match clause {
        ResourceClause::Any(patterns) => patterns.iter().any(|pattern| {
            Segments::split(pattern)
                .is_some_and(|segments| segments.any_object() && segments.names_service())
        }),
        ResourceClause::All | ResourceClause::NoneOf(_) | ResourceClause::Agencies(_) => false,
    }
}
