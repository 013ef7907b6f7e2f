//! How many steps a model takes in a second: the calls of each traffic, without HTTP and without signatures.

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn steps(criterion: &mut Criterion) {
    let models = benches::model::Model::all().expect("the models take their requests");
    let mut group = criterion.benchmark_group("step");
    group.throughput(Throughput::Elements(1));
    for (name, mut model) in models {
        group.bench_function(name, |bencher| bencher.iter(|| model.step()));
    }
    group.finish();
}

criterion_group! {
    name = all;
    config = Criterion::default().warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3)).sample_size(50);
    targets = steps
}
criterion_main!(all);
