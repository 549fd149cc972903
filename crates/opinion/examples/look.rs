fn main() {
    let a: Vec<String> = std::env::args().collect();
    let d = std::path::Path::new(&a[1]);
    let mut v = opinion::read_votes(std::fs::File::open(d.join("participants-votes.csv")).unwrap(), "v").unwrap();
    opinion::read_comments(&mut v, std::fs::File::open(d.join("comments.csv")).unwrap(), "c").unwrap();
    let t = std::time::Instant::now();
    let m = opinion::opinion_map(&v, opinion::Options { groups: None, seed: 0 }).unwrap();
    println!("{:?}", t.elapsed());
    std::fs::create_dir_all(&a[2]).unwrap();
    let o = std::path::Path::new(&a[2]);
    std::fs::write(o.join("map.html"), opinion::map_html(&v, &m)).unwrap();
    std::fs::write(o.join("statements.csv"), opinion::statements_csv(&v, &m)).unwrap();
    std::fs::write(o.join("summary.json"), opinion::summary_json(&v, &m)).unwrap();
}
