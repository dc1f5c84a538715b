//! What is configured already: `clouds.yaml` and its companions, `OS_*`, `HW_*`, and what a call says.

use std::path::Path;

use permlens::collect::address::Base;
use permlens::collect::clouds::{
    Cloud, CloudError, Files, Login, Named, Overrides, Reference, TokenScope, names, resolve,
};
use permlens::collect::secret::Secret;
use tempfile::TempDir;

use super::environment;

const CLOUDS: &str = r#"
common: &common
  region_name: eu-de
  identity_api_version: 3
clouds:
  otc: &otc
    <<: *common
    auth: &auth
      auth_url: https://iam.eu-de.otc.t-systems.com/v3
      username: auditor
      password: 0123
      user_domain_name: OTC-EU-DE-0001
      domain_name: OTC-EU-DE-0001
  otc-project:
    <<: *otc
    auth:
      <<: *auth
      domain_name: null
      project_name: eu-de
      project_domain_id: d1
    cacert: /etc/ssl/own.pem
  keys: {auth: {auth_url: "https://iam.example/v3/", ak: AK1, sk: "SK1", security_token: ST1}, auth_type: aksk}
  public: {profile: shop, auth: {username: u, user_domain_id: d}}
  plain: {auth: {auth_url: 'http://ks:5000/identity/v3', token: T, system_scope: all}, verify: false}
"#;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn cloud_in(folder: &Path, name: &str, variables: &[(&str, &str)]) -> Result<Cloud, CloudError> {
    let environment = environment(variables);
    let files = Files::within(&[folder.to_owned()], &environment);
    let overrides = Overrides {
        cloud: (!name.is_empty()).then(|| name.to_owned()),
        ..Overrides::default()
    };
    resolve(&overrides, &files, &environment)
}

fn password(cloud: &Cloud) -> Option<&str> {
    match &cloud.login {
        Login::Password { password, .. } => password.as_ref().map(Secret::reveal),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_entry_is_read_as_the_other_tools_read_it() {
    let folder = folder(&[("clouds.yaml", CLOUDS)]);
    let cloud = cloud_in(folder.path(), "otc", &[]).unwrap();
    assert_eq!(
        cloud.identity.to_string(),
        "https://iam.eu-de.otc.t-systems.com"
    );
    assert_eq!(
        cloud.scope,
        TokenScope::Domain(Reference::Name("OTC-EU-DE-0001".into()))
    );
    // A password of digits stays as it is written.
    assert_eq!(password(&cloud), Some("0123"));
    let cloud = cloud_in(folder.path(), "", &[("OS_CLOUD", "otc-project")]).unwrap();
    let project = Named::Name {
        name: "eu-de".into(),
        domain: Reference::Id("d1".into()),
    };
    assert_eq!(cloud.scope, TokenScope::Project(project));
    assert_eq!(
        cloud.trust.authority.as_deref(),
        Some(Path::new("/etc/ssl/own.pem"))
    );
    assert_eq!(password(&cloud), Some("0123"));
    match cloud_in(folder.path(), "keys", &[]).unwrap().login {
        Login::Keys(keys) => {
            assert_eq!((keys.access.as_str(), keys.secret.reveal()), ("AK1", "SK1"));
            assert_eq!(keys.session.unwrap().reveal(), "ST1");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn secrets_and_public_profiles_stand_in_files_of_their_own() {
    let folder = folder(&[
        ("clouds.yaml", CLOUDS),
        (
            "secure.yaml",
            "clouds: {public: {auth: {password: p}}, otc: {auth: {password: other}}}",
        ),
        (
            "clouds-public.yaml",
            "public-clouds: {shop: {auth: {auth_url: 'https://shop.example/v3', username: nobody}}}",
        ),
    ]);
    let cloud = cloud_in(folder.path(), "public", &[]).unwrap();
    assert_eq!(cloud.identity.host, "shop.example");
    assert_eq!(password(&cloud), Some("p"));
    assert!(
        matches!(&cloud.login, Login::Password { user: Named::Name { name, .. }, .. } if name == "u")
    );
    assert_eq!(
        password(&cloud_in(folder.path(), "otc", &[]).unwrap()),
        Some("other")
    );
}

#[test]
fn the_first_place_with_a_file_wins_and_a_named_file_before_all() {
    let one = folder(&[(
        "clouds.json",
        r#"{"clouds": {"here": {"auth": {"auth_url": "https://one.example", "token": "t"}}}}"#,
    )]);
    let two = folder(&[(
        "clouds.yaml",
        "clouds: {here: {auth: {auth_url: 'https://two.example', token: t}}}",
    )]);
    let named = two.path().join("clouds.yaml");
    let host = |variables: &[(&str, &str)]| {
        let environment = environment(variables);
        let places = [one.path().to_owned(), two.path().to_owned()];
        let files = Files::within(&places, &environment);
        let overrides = Overrides {
            cloud: Some("here".to_owned()),
            ..Overrides::default()
        };
        resolve(&overrides, &files, &environment)
            .unwrap()
            .identity
            .host
    };
    assert_eq!(host(&[]), "one.example");
    assert_eq!(
        host(&[("OS_CLIENT_CONFIG_FILE", named.to_str().unwrap())]),
        "two.example"
    );
}

#[test]
fn an_unknown_entry_names_those_there_are() {
    let folder = folder(&[("clouds.yaml", CLOUDS)]);
    let told = cloud_in(folder.path(), "oct", &[]).unwrap_err().to_string();
    assert!(
        told.contains(
            "no cloud \"oct\" in clouds.yaml: it has otc, otc-project, keys, public, plain"
        ),
        "{told}"
    );
    let empty = tempfile::tempdir().unwrap();
    let told = cloud_in(empty.path(), "otc", &[]).unwrap_err().to_string();
    assert!(
        told.contains("none was found in") && told.contains("clouds.yml"),
        "{told}"
    );
    let environment = environment(&[]);
    let files = Files::within(&[folder.path().to_owned()], &environment);
    assert_eq!(
        names(&files).unwrap(),
        ["otc", "otc-project", "keys", "public", "plain"]
    );
}

#[test]
fn the_rest_of_the_environment_adds_a_password_and_nothing_that_would_mix_two_logins() {
    let folder = folder(&[("clouds.yaml", CLOUDS)]);
    let variables = [
        ("OS_PASSWORD", "from-environment"),
        ("OS_TOKEN", "stray"),
        ("OS_PROJECT_NAME", "stray"),
        ("OS_AUTH_URL", "https://stray.example"),
        ("OS_CACERT", "/own/ca.pem"),
    ];
    let cloud = cloud_in(folder.path(), "otc", &variables).unwrap();
    assert_eq!(cloud.identity.host, "iam.eu-de.otc.t-systems.com");
    assert_eq!(password(&cloud), Some("0123"));
    assert!(matches!(cloud.scope, TokenScope::Domain(_)));
    assert_eq!(
        cloud.trust.authority.as_deref(),
        Some(Path::new("/own/ca.pem"))
    );
    let cloud = cloud_in(folder.path(), "public", &[("OS_PASSWORD", "p")]);
    // No address: the profile is in no file.
    assert!(cloud.unwrap_err().to_string().contains("auth_url"));
}

#[test]
fn checking_certificates_is_switched_off_by_a_call_alone() {
    let folder = folder(&[("clouds.yaml", CLOUDS)]);
    for variables in [&[][..], &[("OS_INSECURE", "true")]] {
        let cloud = cloud_in(folder.path(), "plain", variables).unwrap();
        assert!(!cloud.trust.insecure);
        assert!(cloud.wants_insecure);
    }
    let environment = environment(&[("OS_AUTH_URL", "https://a.example"), ("OS_TOKEN", "t")]);
    let overrides = Overrides {
        insecure: true,
        ..Overrides::default()
    };
    let files = Files::within(&[], &environment);
    let cloud = resolve(&overrides, &files, &environment).unwrap();
    assert!(cloud.trust.insecure && !cloud.wants_insecure);
}

#[test]
fn variables_alone_are_enough_and_keys_of_another_cloud_do_not_interfere() {
    let cloud = super::configured(&[
        ("OS_AUTH_URL", "http://ks:5000/identity/v3/"),
        ("OS_USERNAME", "admin"),
        ("OS_PASSWORD", "p"),
        ("OS_USER_DOMAIN_ID", "default"),
        ("OS_SYSTEM_SCOPE", "all"),
        ("HW_ACCESS_KEY", "stray"),
        ("HW_SECRET_KEY", "stray"),
    ])
    .unwrap();
    assert_eq!(cloud.identity.to_string(), "http://ks:5000/identity");
    assert_eq!(cloud.scope, TokenScope::System);
    assert_eq!(password(&cloud), Some("p"));
}

#[test]
fn a_call_wins_over_what_is_configured() {
    let environment = environment(&[
        ("OS_AUTH_URL", "https://a.example/v3"),
        ("OS_USERNAME", "one"),
        ("OS_PASSWORD", "of-one"),
        ("OS_USER_DOMAIN_NAME", "acme"),
        ("OS_PROJECT_NAME", "eu-de"),
    ]);
    let files = Files::within(&[], &environment);
    let overrides = Overrides {
        auth_url: Some("https://b.example/v3".to_owned()),
        username: Some("two".to_owned()),
        domain: Some("other".to_owned()),
        ..Overrides::default()
    };
    let cloud = resolve(&overrides, &files, &environment).unwrap();
    assert_eq!(cloud.identity.host, "b.example");
    assert_eq!(
        cloud.scope,
        TokenScope::Domain(Reference::Name("other".into()))
    );
    // The password was somebody else's.
    assert_eq!(password(&cloud), None);
}

#[test]
fn whoever_is_named_by_a_call_signs_in() {
    let named = |variables: &[(&str, &str)]| {
        let environment = environment(variables);
        let overrides = Overrides {
            auth_url: Some("https://a.example/v3".to_owned()),
            username: Some("two".to_owned()),
            user_domain: Some("acme".to_owned()),
            ..Overrides::default()
        };
        resolve(&overrides, &Files::within(&[], &environment), &environment).unwrap()
    };
    // A password that belongs to nobody, or to the same one.
    let cloud = named(&[("OS_PASSWORD", "of-two")]);
    assert_eq!(password(&cloud), Some("of-two"));
    let cloud = named(&[("OS_USERNAME", "two"), ("OS_PASSWORD", "of-two")]);
    assert_eq!(password(&cloud), Some("of-two"));
    // A token or keys that lie about are somebody else's.
    for other in [
        ("OS_TOKEN", "gAAAA"),
        ("OS_ACCESS_KEY", "AK"),
        ("OS_APPLICATION_CREDENTIAL_ID", "id"),
    ] {
        let variables = [
            other,
            ("OS_SECRET_KEY", "SK"),
            ("OS_APPLICATION_CREDENTIAL_SECRET", "secret"),
        ];
        let cloud = named(&variables);
        assert!(matches!(cloud.login, Login::Password { .. }), "{other:?}");
    }
}

#[test]
fn what_is_missing_is_said_with_where_it_may_stand() {
    let told = |variables: &[(&str, &str)]| super::configured(variables).unwrap_err().to_string();
    assert!(told(&[]).contains("--cloud"));
    assert!(told(&[("OS_AUTH_URL", "https://a.example")]).contains("OS_ACCESS_KEY"));
    let user = [("OS_AUTH_URL", "https://a.example"), ("OS_USERNAME", "u")];
    assert!(told(&user).contains("OS_USER_DOMAIN_NAME"));
    assert!(told(&[("OS_AUTH_URL", "a.example"), ("OS_TOKEN", "t")]).contains("https://"));
    let secret = told(&[
        ("OS_AUTH_URL", "https://u:hidden@a.example"),
        ("OS_TOKEN", "t"),
    ]);
    assert!(
        secret.contains("password") && !secret.contains("hidden"),
        "{secret}"
    );
}

#[test]
fn a_file_that_is_no_yaml_says_where_and_repeats_nothing_of_it() {
    let folder = folder(&[("clouds.yaml", "clouds:\n  a: {auth: {password: hush-hush\n")]);
    let told = cloud_in(folder.path(), "a", &[]).unwrap_err().to_string();
    assert!(told.contains("clouds.yaml: line "), "{told}");
    assert!(!told.contains("hush"), "{told}");
    // Anchors that multiply are not followed to the end of memory.
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for at in 1..12 {
        let line: Vec<String> = (0..10).map(|_| format!("*a{}", at - 1)).collect();
        bomb.push_str(&format!("a{at}: &a{at} [{}]\n", line.join(", ")));
    }
    let folder = self::folder(&[("clouds.yaml", &bomb)]);
    let told = cloud_in(folder.path(), "a", &[]).unwrap_err().to_string();
    assert!(told.contains("more than 100000 pieces"), "{told}");
}

#[test]
fn the_service_of_enterprise_projects_stands_beside() {
    let beside = |url: &str| {
        let base = Base::parse(url).unwrap().of_enterprise_projects();
        base.map(|base| base.to_string())
    };
    assert_eq!(
        beside("https://iam.eu-de.otc.t-systems.com/v3").unwrap(),
        "https://eps.eu-de.otc.t-systems.com"
    );
    assert_eq!(
        beside("https://iam.cn-north-4.myhuaweicloud.com").unwrap(),
        "https://eps.myhuaweicloud.com"
    );
    assert_eq!(
        beside("https://iam.cn-north-4.myhuaweicloud.cn").unwrap(),
        "https://eps.myhuaweicloud.cn"
    );
    assert_eq!(
        beside("https://iam.eu-west-101.myhuaweicloud.eu").unwrap(),
        "https://eps.eu-west-101.myhuaweicloud.eu"
    );
    assert_eq!(beside("https://keystone.example:5000/v3"), None);
}

#[test]
fn nothing_of_a_login_is_printed() {
    let folder = folder(&[("clouds.yaml", CLOUDS)]);
    for (name, secrets) in [("otc", &["0123"][..]), ("keys", &["SK1", "ST1"])] {
        let shown = format!("{:#?}", cloud_in(folder.path(), name, &[]).unwrap());
        for secret in secrets {
            assert!(!shown.contains(secret), "{shown}");
        }
        assert!(shown.contains("(secret)"));
    }
}

#[test]
fn an_entry_without_an_address_is_named() {
    let folder = folder(&[("clouds.yaml", "clouds: {half: {auth: {username: u}}}\n")]);
    let said = |name| cloud_in(folder.path(), name, &[]).unwrap_err().to_string();
    assert!(said("half").contains("cloud \"half\" has no auth_url"));
    assert!(said("").contains("name an entry of clouds.yaml"));
}
