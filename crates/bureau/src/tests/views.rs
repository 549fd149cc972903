//! The organisation chart and the lists that pages show.

use super::*;

each_engine! { SCHEMAS;
    fn the_chart_counts_posts_and_incumbents_of_everything_below(db) {
        let bureau = Bureau::new(db);
        let head = NewPost { heads: Some(code("office")), ..post("director", "culture") };
        bureau.setup(|tx, by| create_post(tx, by, &head)).unwrap();
        bureau.setup(|tx, by| create_post(tx, by, &post("officer", "culture-team"))).unwrap();
        bureau.setup(|tx, by| add_duty(tx, by, &duty("d", "culture"))).unwrap();
        bureau.appoint("P-0001", "2021-02-01").unwrap();
        let counts = |on: &str| {
            fn list(units: &[ChartUnit], all: &mut Vec<String>) {
                for unit in units {
                    all.push(format!("{} {}/{} {}", unit.code, unit.authorized, unit.current, unit.duties.len()));
                    list(&unit.units, all);
                }
            }
            let tree = chart(&mut db.db.read().unwrap(), AsOf { day: day(on), known: bureau.head() }).unwrap();
            let mut all = Vec::new();
            list(&tree, &mut all);
            all
        };
        assert_eq!(counts("2019-12-31"), [] as [&str; 0]);
        assert_eq!(counts("2020-12-31"), ["office 0/0 0", "culture 0/0 0", "culture-team 0/0 0", "parks 0/0 0"]);
        assert_eq!(counts("2021-01-31"), ["office 3/0 0", "culture 3/0 1", "culture-team 1/0 0", "parks 0/0 0"]);
        assert_eq!(counts("2021-02-01"), ["office 3/1 0", "culture 3/1 1", "culture-team 1/0 0", "parks 0/0 0"]);
        let tree = chart(&mut db.db.read().unwrap(), AsOf { day: day("2021-02-01"), known: bureau.head() }).unwrap();
        // The director heads the office and is counted in the division.
        assert_eq!(tree[0].head.as_ref().unwrap().code, code("director"));
        assert_eq!(tree[0].posts.len(), 0);
        assert_eq!(tree[0].units[0].posts.iter().map(|post| post.incumbent.as_deref()).collect::<Vec<_>>(), [None, Some("P-0001")]);
        // A loop of parents ends, and no unit stands twice.
        db.tamper("UPDATE bureau_unit SET parent = 'culture-team' WHERE subject = 'office'");
        assert_eq!(counts("2021-02-01"), [] as [&str; 0]);
    }

    fn every_set_gives_the_columns_it_names(db) {
        let bureau = Bureau::new(db);
        for set in SETS {
            let mut names: Vec<&str> = set.dimensions.iter().map(|dimension| dimension.name).collect();
            names.extend(set.columns.iter().map(|column| column.name));
            names.extend(set.measures.iter().copied().chain(["event"]));
            names.extend(set.order.split(", "));
            names.extend(set.members.iter().flat_map(|members| [members.code, members.parent, members.name.0, members.name.1]));
            for name in names {
                assert_eq!(bureau.column(set.name, name, "2019-01-01", bureau.head()), [] as [&str; 0], "{} {name}", set.name);
            }
        }
    }
}
