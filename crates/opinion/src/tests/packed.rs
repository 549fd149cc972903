//! Products that are looked up are the products.

use crate::draw::{Draw, Purpose};
use crate::packed::Packed;
use crate::votes::UNSEEN;

#[test]
fn looked_up_products_are_those_of_cells() {
    let mut draw = Draw::new(3, Purpose::Route, 80);
    // Strips and codes that are full, begun, and single.
    for (people, columns) in [(0, 4), (1, 1), (3, 12), (511, 13), (512, 3), (1025, 40)] {
        let cells: Vec<i8> = (0..people * columns).map(|_| [-1, 0, 1, UNSEEN][draw.below(4)]).collect();
        let means: Vec<f64> = (0..columns).map(|_| draw.unit() - 0.5).collect();
        let vector: Vec<f64> = (0..columns).map(|_| draw.unit() - 0.5).collect();
        let value = |row: usize, column: usize| match cells[row * columns + column] {
            UNSEEN => 0.0,
            cell => f64::from(cell) - means[column],
        };
        let scores: Vec<f64> = (0..people).map(|row| (0..columns).map(|column| value(row, column) * vector[column]).sum()).collect();
        let packed = Packed::new(&cells, &means);
        let ours = packed.scores(&vector);
        assert_eq!(ours.len(), people);
        assert!(ours.iter().zip(&scores).all(|(ours, score)| (ours - score).abs() < 1e-12), "{people} x {columns}");
        let mut image = vec![1.0; columns];
        packed.product(&vector, &mut image);
        for (column, ours) in image.iter().enumerate() {
            let expected = 1.0 + (0..people).map(|row| value(row, column) * scores[row]).sum::<f64>();
            assert!((ours - expected).abs() < 1e-10, "{people} x {columns}: {ours} beside {expected}");
        }
    }
}
