//! `cargo bench --bench engine`: how fast the compiled path is, beside a yardstick measured in the same run.
//! Nothing is asserted: figures belong to the machine that prints them, ratios less so.
//!
//! `… -- count fast 1000` makes nothing but a thousand decisions (`fast`, `naive`, `explained`, `told`, `none`), to count instructions
//! under `valgrind --tool=callgrind` as the difference of two run lengths. `… -- memory` says what the large account holds,
//! `… -- audit` how long its audit takes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs,
    reason = "a bench stops at the first thing that is wrong, and prints"
)]

mod support;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use permlens::analysis::audit;
use permlens::analysis::matrix::{self, Matrix, Projects, Question, Rows};
use permlens::analysis::who_can::{self, Asked, Kinds, Ways, Where};
use permlens::engine::Engine;
use permlens::engine::compiled::{Columns, Decisions, Desk, Edit, Stand};
use permlens::model::{
    ActionId, Assignment, Context, Decision, EnterpriseProjectId, GroupId, Mode, PermissionId,
    Principal, ProjectId, Request, Scope, TableId, UserId,
};
use support::clock::{fastest, once, resident};
use support::large::{self, Size};
use support::naive::Naive;

const LARGE: Size = Size {
    users: 10_000,
    groups: 1_000,
    policies: 2_000,
    actions: 5_000,
    personal: 0,
};

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    if let [count, what, times] = &words[..]
        && count == "count"
    {
        counted(what, times.parse().expect("a number of decisions"));
        return;
    }
    if words == ["memory"] {
        memory();
        return;
    }
    if words == ["audit"] {
        let engine = large::engine(LARGE);
        let columns = Columns::new(Arc::clone(&engine));
        let stand = Stand {
            project: Some(ProjectId::from_index(0)),
            enterprise_project: None,
        };
        let slow = naive_cells(&engine, &columns, 3, stand) * u32::try_from(LARGE.users).unwrap();
        drop(columns);
        findings(&engine, slow);
        return;
    }
    single();
    medium();
    large(LARGE, "no statement asks who the user is");
    large(
        Size {
            personal: 5,
            ..LARGE
        },
        "5 of 1000 statements ask who the user is",
    );
}

/// Alone in its process, so that no memory given back before is used again.
fn memory() {
    let start = resident();
    let engine = large::engine(LARGE);
    let account = resident();
    let columns = Columns::new(Arc::clone(&engine));
    let compiled = resident();
    let stand = Stand {
        project: Some(ProjectId::from_index(0)),
        enterprise_project: None,
    };
    let mut desk = Desk::new(columns.universe().len());
    sweep(&columns, LARGE.users, stand, &mut desk);
    let swept = resident();
    let all: Vec<Decisions> = (0..LARGE.users)
        .map(|user| columns.principal(Principal::User(UserId::from_index(user)), stand))
        .collect();
    let held = resident();
    black_box(all);
    println!(
        "account and catalogue {:.1} MB, compiled {:.1} MB, contributions in one project {:.1} MB, every answer {:.1} MB",
        mb(account - start),
        mb(compiled - account),
        mb(swept - compiled),
        mb(held - swept)
    );
}

fn say(what: &str, time: Duration, beside: &str) {
    println!("{what:<58} {time:>12.2?}   {beside}");
}

fn times(slow: Duration, fast: Duration) -> String {
    format!(
        "{:.1} x faster than naive ({slow:.2?})",
        slow.as_secs_f64() / fast.as_secs_f64()
    )
}

fn requests(engine: &Engine) -> Vec<Request> {
    let actions = engine.catalogue().actions.rows().iter().step_by(37);
    actions
        .map(|action| Request {
            principal: Principal::User(UserId::from_index(0)),
            action: action.name.to_owned(),
            facts: engine.catalogue().facts(action.name),
            project: Some(ProjectId::from_index(0)),
            enterprise_project: None,
            resource: None,
            context: Context::default(),
            mode: Mode::Strict,
        })
        .collect()
}

/// Requests whose answer nothing conditional touches.
fn unconditional(columns: &Columns) -> Vec<Request> {
    let mut requests = requests(columns.engine());
    requests.retain(|request| {
        let general = Request {
            mode: Mode::General,
            ..request.clone()
        };
        columns
            .engine()
            .explain(&general)
            .because
            .iter()
            .all(permlens::model::Cause::certain)
            && columns.engine().decide(&general) != Decision::Conditional
    });
    requests
}

fn counted(what: &str, times: usize) {
    let engine = large::single(20);
    let columns = Columns::new(Arc::clone(&engine));
    let naive = Naive::new(&engine);
    let requests = unconditional(&columns);
    let folded: Vec<String> = requests
        .iter()
        .map(|request| request.action.to_lowercase())
        .collect();
    for request in &requests {
        black_box(columns.decide(request));
    }
    for at in 0..times {
        let at = at % requests.len();
        let request = black_box(&requests[at]);
        match what {
            "fast" => drop(black_box(columns.decide(request))),
            "explained" => drop(black_box(engine.decide(request))),
            "told" => drop(black_box(engine.explain(request))),
            "naive" => {
                black_box(naive.decide(
                    UserId::from_index(0),
                    &folded[at],
                    request.facts,
                    (request.project, None),
                ));
            }
            _ => {}
        }
    }
}

fn single() {
    println!("one strict decision, 20 attached policies");
    let engine = large::single(20);
    let columns = Columns::new(Arc::clone(&engine));
    let naive = Naive::new(&engine);
    let requests = unconditional(&columns);
    let folded: Vec<String> = requests
        .iter()
        .map(|request| request.action.to_lowercase())
        .collect();
    let each = u32::try_from(requests.len()).unwrap();
    let slow = fastest(9, 20, || {
        for (request, action) in requests.iter().zip(&folded) {
            black_box(naive.decide(
                UserId::from_index(0),
                action,
                request.facts,
                (request.project, None),
            ));
        }
    }) / each;
    let fast = fastest(9, 20, || {
        for request in &requests {
            black_box(columns.decide(request));
        }
    }) / each;
    let explained = fastest(5, 2, || {
        for request in &requests {
            black_box(engine.decide(request));
        }
    }) / each;
    say(
        "  compiled path, from the name on",
        fast,
        &times(slow, fast),
    );
    say("  explaining path, answer only", explained, "");
}

fn naive_cells(engine: &Engine, columns: &Columns, users: usize, stand: Stand) -> Duration {
    let naive = Naive::new(engine);
    let universe = columns.universe();
    let actions: Vec<(&str, _)> = (0..universe.len())
        .map(|at| {
            let name = universe.name(ActionId::from_index(at));
            (name, engine.catalogue().facts(name))
        })
        .collect();
    let (time, ()) = once(|| {
        for user in 0..users {
            for (name, facts) in &actions {
                black_box(naive.decide(
                    UserId::from_index(user),
                    name,
                    *facts,
                    (stand.project, stand.enterprise_project),
                ));
            }
        }
    });
    time / u32::try_from(users).unwrap()
}

fn sweep(columns: &Columns, users: usize, stand: Stand, desk: &mut Desk) -> usize {
    let mut allowed = 0;
    for user in 0..users {
        columns.fill(Principal::User(UserId::from_index(user)), stand, desk);
        allowed += desk.decisions.allow.words()[0].count_ones() as usize;
    }
    allowed
}

fn medium() {
    let size = Size {
        users: 500,
        groups: 100,
        policies: 300,
        actions: 4_000,
        personal: 0,
    };
    let engine = large::engine(size);
    let stand = Stand {
        project: Some(ProjectId::from_index(0)),
        enterprise_project: Some(EnterpriseProjectId::from_index(1)),
    };
    let (compile, columns) = once(|| Columns::new(Arc::clone(&engine)));
    println!(
        "\n500 users x {} actions, three values, with an enterprise project",
        columns.universe().len()
    );
    let slow = naive_cells(&engine, &columns, 20, stand) * 500;
    let mut desk = Desk::new(columns.universe().len());
    let (first, _) = once(|| sweep(&columns, 500, stand, &mut desk));
    let again = fastest(9, 5, || sweep(&columns, 500, stand, &mut desk));
    say("  compile", compile, "");
    say("  all columns, the first time", first, &times(slow, first));
    say("  all columns", again, &times(slow, again));
    let iam = Stand {
        enterprise_project: None,
        ..stand
    };
    let slow = naive_cells(&engine, &columns, 20, iam) * 500;
    let again = fastest(9, 5, || sweep(&columns, 500, iam, &mut desk));
    say(
        "  all columns, no enterprise project",
        again,
        &times(slow, again),
    );
}

fn large(size: Size, what: &str) {
    let engine = large::engine(size);
    let stand = Stand {
        project: Some(ProjectId::from_index(0)),
        enterprise_project: None,
    };
    drop(Columns::new(Arc::clone(&engine)));
    let compile = fastest(5, 1, || Columns::new(Arc::clone(&engine)));
    let columns = Arc::new(Columns::new(Arc::clone(&engine)));
    let len = columns.universe().len();
    println!(
        "\n{} users x {len} actions x {} groups x {} policies; {what}",
        size.users, size.groups, size.policies
    );
    let slow = naive_cells(&engine, &columns, 3, stand) * u32::try_from(size.users).unwrap();
    say("  compile", compile, "");
    let mut desk = Desk::new(len);
    let (first, _) = once(|| sweep(&columns, size.users, stand, &mut desk));
    say("  all columns, the first time", first, &times(slow, first));
    let again = fastest(7, 1, || sweep(&columns, size.users, stand, &mut desk));
    say(
        "  all columns, buffers used again",
        again,
        &times(slow, again),
    );
    let census = columns.census();
    say(
        "    kept for one project",
        Duration::ZERO,
        &format!("{census:?}"),
    );
    let (kept, all): (_, Vec<Decisions>) = once(|| {
        (0..size.users)
            .map(|user| columns.principal(Principal::User(UserId::from_index(user)), stand))
            .collect()
    });
    say("  all columns, every answer held", kept, "");
    drop(all);
    for project in 0..8 {
        for at in 0..4 {
            let stand = Stand {
                project: Some(ProjectId::from_index(project)),
                enterprise_project: Some(EnterpriseProjectId::from_index(at)),
            };
            if at == 0 || project == 0 {
                sweep(&columns, size.users, stand, &mut desk);
            }
        }
    }
    say(
        "    kept for 8 projects, 4 enterprise projects",
        Duration::ZERO,
        &format!("{:?}", columns.census()),
    );
    screens(&engine, &columns);
    let actions: Vec<ActionId> = (0..len)
        .step_by(len / 64)
        .map(ActionId::from_index)
        .collect();
    black_box(columns.who(actions[0], stand));
    let who = fastest(9, 1, || {
        actions
            .iter()
            .map(|action| columns.who(*action, stand).allowed())
            .sum::<usize>()
    });
    say(
        "  who can: one action, every user",
        who / u32::try_from(actions.len()).unwrap(),
        "",
    );
    listing(&columns, &actions);
    findings(&engine, slow);
    reattach(&engine, &columns, stand);
    let request = requests(&engine).swap_remove(3);
    let general = Request {
        mode: Mode::General,
        ..request
    };
    say(
        "  explain one cell",
        fastest(9, 20, || engine.explain(&general)),
        "",
    );
    say(
        "  explain one cell, with what would turn it",
        fastest(5, 1, || columns.explain(&general)),
        "",
    );
}

/// Who can, with every path, in every project; and who nearly may, where nobody may.
fn listing(columns: &Columns, actions: &[ActionId]) {
    let place = Where::anywhere(columns.engine());
    let kinds = [Kinds::Users];
    let may = |one: &&(Principal, Decision)| one.1 == Decision::Allow;
    let questions = actions.iter().map(|action| {
        let name = columns.universe().name(*action);
        let asked = Asked::parse(columns, name).expect("an action");
        let everyone = who_can::decisions(columns, &asked, &place, &kinds);
        (everyone.iter().filter(may).count(), asked)
    });
    let mut questions: Vec<_> = questions.collect();
    questions.sort_by_key(|(count, _)| *count);
    let told = |asked: &Asked| {
        let everyone = who_can::decisions(columns, asked, &place, &kinds);
        let ways = Ways::new(columns, asked, &place);
        let able = everyone.iter().filter(may).map(|one| ways.able(*one));
        able.map(|one| one.paths.len()).sum::<usize>()
    };
    if let Some((count, asked)) = questions.last() {
        let (time, paths) = once(|| told(asked));
        let remark = format!("{count} users, {paths} paths");
        say("  who can: the action most may, every path", time, &remark);
    }
    if let Some((count, asked)) = questions.first() {
        let all = columns.engine().account().users.ids().map(Principal::User);
        let all: Vec<Principal> = all.collect();
        let (time, near) = once(|| who_can::would(columns, asked, &place, all, 5).len());
        let remark = format!("{count} users may, {near} would");
        say("  who can: who would, but for what", time, &remark);
    }
}

/// The whole audit, nothing kept from before, and rule by rule.
fn findings(engine: &Arc<Engine>, slow: Duration) {
    let fresh = Columns::new(Arc::clone(engine));
    let before = resident();
    let (time, all) = once(|| audit::audit(&fresh, audit::Options::default(), &|_| true));
    let grown = resident().saturating_sub(before);
    let remark = format!(
        "{}; {} findings; {:.0} MB more, {:.0} MB in all",
        times(slow, time),
        all.len(),
        mb(grown),
        mb(resident())
    );
    say("  audit, every rule", time, &remark);
    for rule in audit::RULES {
        let (time, found) =
            once(|| audit::audit(&fresh, audit::Options::default(), &|one| one == rule));
        if time > Duration::from_millis(20) {
            let name = format!("    {}", rule.id);
            say(&name, time, &format!("{} findings", found.len()));
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a figure to read")]
fn mb(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

fn screens(engine: &Arc<Engine>, columns: &Arc<Columns>) {
    let question = || Question {
        rows: matrix::rows(engine.catalogue(), Rows::Actions, &[]),
        columns: matrix::user_columns(engine.account()),
        projects: Projects::One(ProjectId::from_index(0)),
        enterprise_project: None,
    };
    let mut cells = Vec::new();
    let matrix = Matrix::new(Arc::clone(columns), question());
    say(
        "  matrix prepared",
        fastest(3, 1, || Matrix::new(Arc::clone(columns), question())),
        "",
    );
    let mut start = 0;
    let fresh = fastest(20, 1, || {
        start += 40;
        matrix.window(100..160, start..start + 40, &mut cells);
        cells.len()
    });
    say("  screen 60 x 40, columns not seen before", fresh, "");
    let mut row = 0;
    let scrolled = fastest(9, 50, || {
        row = (row + 60) % 3000;
        matrix.window(row..row + 60, 40..80, &mut cells);
        cells.len()
    });
    say("  screen 60 x 40, columns seen before", scrolled, "");
}

fn reattach(engine: &Arc<Engine>, columns: &Columns, stand: Stand) {
    let group = GroupId::from_index(7);
    let mut account = engine.account().clone();
    account.assignments.push(Assignment {
        subject: Principal::Group(group),
        permission: PermissionId::from_index(500),
        scope: Scope::All,
    });
    let (index, edited) = once(|| {
        Arc::new(Engine::new(
            engine.catalogue(),
            Arc::new(account),
            engine.settings(),
        ))
    });
    let time = fastest(9, 3, || {
        let columns = columns.edited(
            Arc::clone(&edited),
            &[Edit::Principal(Principal::Group(group))],
        );
        columns.principal(Principal::Group(group), stand)
    });
    say(
        "  re-attach a group, and its column",
        time,
        &format!("the engine's index of grants {index:.2?}"),
    );
    let time = fastest(9, 3, || {
        columns.edited(
            Arc::clone(engine),
            &[Edit::Permission(PermissionId::from_index(700))],
        )
    });
    say("  edit a policy", time, "");
}
