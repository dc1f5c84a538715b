//! The committed text, built into the program.
//! `assets/catalogue/README.md` says how to add a file; a test compares this list with the directory.

use std::sync::OnceLock;

use super::super::Catalogue;
use super::SourceText;

macro_rules! texts {
    ($($path:literal)+) => {
        &[$(SourceText {
            path: $path,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/catalogue/", $path)),
        }),+]
    };
}

/// Every file, services in the order of their codes.
const TEXTS: &[SourceText] = texts! {
    "documents.txt"
    "named-actions.txt"
    "role-names.txt"
    "renames.txt"
    "dependencies.txt"
    "identity-policies.txt"
    "services/antiddos.txt"
    "services/aom.txt"
    "services/apig.txt"
    "services/apm.txt"
    "services/as.txt"
    "services/base.txt"
    "services/bcs.txt"
    "services/bms.txt"
    "services/cbr.txt"
    "services/cc.txt"
    "services/cce.txt"
    "services/cci.txt"
    "services/cdm.txt"
    "services/cdn.txt"
    "services/ces.txt"
    "services/cfw.txt"
    "services/cph.txt"
    "services/cs.txt"
    "services/csbs.txt"
    "services/cse.txt"
    "services/css.txt"
    "services/cts.txt"
    "services/das.txt"
    "services/dayu.txt"
    "services/dbss.txt"
    "services/dcaas.txt"
    "services/dcs.txt"
    "services/ddm.txt"
    "services/dds.txt"
    "services/deh.txt"
    "services/dis.txt"
    "services/dli.txt"
    "services/dms.txt"
    "services/dns.txt"
    "services/drs.txt"
    "services/dws.txt"
    "services/ecs.txt"
    "services/eip.txt"
    "services/elb.txt"
    "services/eps.txt"
    "services/er.txt"
    "services/esw.txt"
    "services/evs.txt"
    "services/functiongraph.txt"
    "services/gaussdb.txt"
    "services/ges.txt"
    "services/hss.txt"
    "services/iam.txt"
    "services/ims.txt"
    "services/kms.txt"
    "services/lts.txt"
    "services/modelarts.txt"
    "services/mrs.txt"
    "services/nat.txt"
    "services/nosql.txt"
    "services/obs.txt"
    "services/ocr.txt"
    "services/rds.txt"
    "services/rf.txt"
    "services/rms.txt"
    "services/rts.txt"
    "services/scm.txt"
    "services/sdrs.txt"
    "services/servicestage.txt"
    "services/ses.txt"
    "services/sfs.txt"
    "services/sfsturbo.txt"
    "services/smn.txt"
    "services/swr.txt"
    "services/tms.txt"
    "services/ucs.txt"
    "services/vbs.txt"
    "services/vpc.txt"
    "services/vpcep.txt"
    "services/vpn.txt"
    "services/vss.txt"
    "services/waf.txt"
};

impl Catalogue {
    /// The catalogue embedded in the program, parsed on first use.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "the text is a constant of the program, and a test parses it"
    )]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Catalogue> = OnceLock::new();
        // INVARIANT: `tests/it/catalogue.rs` parses this very text, so a build that passes its tests cannot fail here.
        EMBEDDED.get_or_init(|| Self::parse(TEXTS).expect("the embedded catalogue is well-formed"))
    }

    /// The text that [`Catalogue::embedded`] is parsed from.
    #[must_use]
    pub fn embedded_texts() -> &'static [SourceText] {
        TEXTS
    }
}
