//! Signed requests: the vector that Huawei Cloud publishes, and a double that checks every signature by itself.

use permlens::collect::secret::Secret;
use permlens::collect::signing::{Keys, Unsigned, sign};
use time::macros::datetime;

use super::double::{ACCESS, Double};
use super::world::{self, HELD};
use super::{Run, configured, unread};

fn header(headers: &[(&'static str, Secret)], name: &str) -> Option<String> {
    let (_, value) = headers.iter().find(|(known, _)| *known == name)?;
    Some(value.reveal().to_owned())
}

/// "API Signing Guide", the list of VPCs: keys, request and signature are the guide's own.
#[test]
fn the_published_example_comes_out() {
    let keys = Keys {
        access: "QTWAOYTTINDUT2QVKYUC".to_owned(),
        secret: Secret::from("MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc"),
        session: None,
    };
    let request = Unsigned {
        method: "GET",
        host: "service.region.example.com",
        path: "/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs",
        query: "marker=13551d6b-755d-4757-b956-536f674975c0&limit=2",
        domain: None,
    };
    let headers = sign(&keys, &request, datetime!(2019-11-15 03:36:55 UTC));
    assert_eq!(header(&headers, "x-sdk-date").unwrap(), "20191115T033655Z");
    assert_eq!(
        header(&headers, "authorization").unwrap(),
        "SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, SignedHeaders=content-type;host;x-sdk-date, \
         Signature=7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe"
    );
}

#[test]
fn what_temporary_keys_and_global_services_need_is_signed_too() {
    let keys = Keys {
        access: "A".to_owned(),
        secret: Secret::from("S"),
        session: Some(Secret::from("session")),
    };
    let request = Unsigned {
        method: "GET",
        host: "iam.example.com",
        path: "/v3/users",
        query: "",
        domain: Some("d1"),
    };
    let at = datetime!(2026-11-21 10:15:00 +02:00);
    let headers = sign(&keys, &request, at);
    assert_eq!(header(&headers, "x-sdk-date").unwrap(), "20261121T081500Z");
    assert_eq!(header(&headers, "x-domain-id").unwrap(), "d1");
    assert_eq!(header(&headers, "x-security-token").unwrap(), "session");
    let authorization = header(&headers, "authorization").unwrap();
    assert!(
        authorization
            .contains("SignedHeaders=content-type;host;x-domain-id;x-sdk-date;x-security-token,")
    );
}

#[test]
fn an_account_is_read_with_signed_requests_and_no_token() {
    let double = Double::start(world::family());
    let collected = Run::by_keys(&double).go().unwrap();
    assert_eq!(unread(&collected), Vec::<String>::new());
    assert_eq!(collected.count("role_assignments"), 8 + 3 * HELD);
    assert_eq!(double.count("POST"), 0);
    let asked = double.asked();
    assert!(
        asked
            .iter()
            .all(|asked| asked.headers.contains_key("authorization"))
    );
    // Once the account is known it is named to the global service.
    let naming = asked
        .iter()
        .filter(|asked| asked.headers.contains_key("x-domain-id"));
    assert_eq!(naming.count(), asked.len() - 1);
}

#[test]
fn a_wrong_key_is_refused_in_words() {
    let double = Double::start(world::family());
    let url = double.url();
    let run = Run::new(&[
        ("OS_AUTH_URL", &url),
        ("OS_ACCESS_KEY", ACCESS),
        ("OS_SECRET_KEY", "another"),
    ]);
    let told = run.go().unwrap_err().to_string();
    assert!(
        told.contains("access key \"AKEXAMPLE0123456789A\" was not let in"),
        "{told}"
    );
    assert!(told.contains("verify aksk signature fail"), "{told}");
    assert!(told.contains("clock"), "{told}");
    assert!(!told.contains("another"), "{told}");
}

#[test]
fn keys_and_a_region_are_enough_on_huawei_cloud() {
    let cloud = |region: &str| {
        configured(&[
            ("HW_ACCESS_KEY", "A"),
            ("HW_SECRET_KEY", "S"),
            ("HW_REGION_NAME", region),
        ])
        .unwrap()
        .identity
        .to_string()
    };
    assert_eq!(
        cloud("cn-north-4"),
        "https://iam.cn-north-4.myhuaweicloud.com"
    );
    assert_eq!(
        cloud("eu-west-101"),
        "https://iam.eu-west-101.myhuaweicloud.eu"
    );
}
