//! A database over the network: certificates of one's own authority, passwords, and certificates of hosts.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command as Process;

use redress::desk::hosts::{join, print_sql, share};
use redress::desk::membership::Membership;

use crate::hosts::{Host, LOGIN, note};
use crate::postgres::{Database, good};

/// Makes an authority, and certificates under it: of the server, and of a host.
fn certificates(place: &Path) {
    let openssl = |arguments: &str| {
        good(
            &Process::new("openssl").current_dir(place).args(arguments.split_whitespace()).output().unwrap(),
        );
    };
    for (authority, name) in [("ca", "/CN=Authority"), ("other", "/CN=Another")] {
        openssl(&format!(
            "req -x509 -newkey rsa:2048 -nodes -days 30 -subj {name} -keyout {authority}.key -out {authority}.pem"
        ));
    }
    for name in ["localhost", "alpha"] {
        openssl(&format!(
            "req -newkey rsa:2048 -nodes -subj /CN={name} -addext subjectAltName=DNS:{name} -keyout {name}.key -out {name}.csr"
        ));
        openssl(&format!(
            "x509 -req -in {name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -copy_extensions copy -out {name}.pem"
        ));
    }
}

#[test]
fn over_the_network_the_certificate_is_checked_and_hosts_come_with_a_password_or_a_certificate() {
    let Some(database) = Database::start() else { return };
    if Process::new("openssl").arg("version").output().is_err() {
        eprintln!("skipped: there is no openssl on this machine");
        return;
    }
    let place = tempfile::tempdir().unwrap();
    certificates(place.path());
    database.sql("owner", "set password_encryption = 'scram-sha-256'; create role beta login password 'se cret'; create role alpha login");
    database.sql("owner", &print_sql("redress").map_err(|it| it.to_string()).unwrap());
    database.sql("owner", "grant redress_host to alpha, beta");
    database.down();
    let data = database.dir.path().join("data");
    for (from, to) in
        [("localhost.pem", "server.crt"), ("localhost.key", "server.key"), ("ca.pem", "root.crt")]
    {
        fs::copy(place.path().join(from), data.join(to)).unwrap();
    }
    let hba = "local all owner trust\nhostssl all alpha all cert\nhostssl all beta all scram-sha-256\n";
    fs::write(data.join("pg_hba.conf"), hba).unwrap();
    let owner = if rustix::process::geteuid().is_root() { "postgres:" } else { "" };
    if !owner.is_empty() {
        good(&Process::new("chown").arg("-R").arg(owner).arg(&data).output().unwrap());
    }
    good(&Process::new("chmod").arg("600").arg(data.join("server.key")).output().unwrap());
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    database.up_with(&format!(
        "-c listen_addresses=localhost -c port={port} -c ssl=on -c ssl_cert_file=server.crt -c ssl_key_file=server.key -c ssl_ca_file=root.crt"
    ));

    let at = |file: &str| place.path().join(file).display().to_string();
    let to = |login: &str, host: &str, more: &str| Membership {
        url: format!("postgresql://{login}@{host}:{port}/office?sslmode=verify-full&{more}"),
        ..database.host(login.split(':').next().unwrap())
    };
    let (one, two) = (Host::with_office("Agency"), Host::new());
    let ca = format!("sslrootcert={}", at("ca.pem"));
    let as_alpha = format!("{ca}&sslcert={}&sslkey={}", at("alpha.pem"), at("alpha.key"));
    let sharing = |member| share(&one.how(), member, &mut |_, _| ()).map(drop).map_err(|it| it.to_string());
    for (why, member) in [
        ("another authority", to("alpha", "localhost", &as_alpha.replace("ca.pem", "other.pem"))),
        ("the system's authorities", to("alpha", "localhost", "")),
        ("another name", to("alpha", "127.0.0.1", &as_alpha)),
        ("no certificate of the host", to("alpha", "localhost", &ca)),
        ("a host's certificate for another login", to("beta", "localhost", &as_alpha)),
    ] {
        let refused = sharing(member).expect_err(why);
        assert!(refused.contains("cannot be asked"), "{why}: {refused}");
    }
    sharing(to("alpha", "localhost", &as_alpha)).unwrap();
    let joining = |member| join(&two.how(), member, &mut |_, _| ()).map(drop).map_err(|it| it.to_string());
    let refused = joining(to("beta:wrong", "localhost", &ca)).unwrap_err();
    assert!(refused.contains("password authentication failed"), "{refused}");
    joining(to("beta:se%20cret", "localhost", &ca)).unwrap();
    note(&mut two.open().session(LOGIN), "Over TLS.", "").unwrap();
    drop(one.open());
    assert_eq!(one.journal(), two.journal());
}
