//! `describe`: the article's walk through the sublayers.

use crate::arguments::Network;
use crate::say;
use anyhow::Result;

pub fn run(network: &Network) -> Result<()> {
    let spec = network.spec()?;
    let walk = spec.walk()?;
    let sizes = |sizes: &[usize]| format!("{sizes:?}");
    let optional = |shape: &Option<Vec<usize>>| shape.as_deref().map(sizes).unwrap_or_default();
    let heading =
        ["layer", "kind", "formula", "output", "weight", "bias", "parameters", "connections", "multiply-adds"];
    let mut rows = vec![heading.map(String::from)];
    let mut totals = [0; 3];
    for plan in &walk {
        let counts = [plan.parameters, plan.connections, plan.multiply_adds];
        totals.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
        let kind = serde_json::to_value(plan.kind)?.as_str().unwrap_or_default().to_owned();
        let [parameters, connections, multiply_adds] = counts.map(|count| count.to_string());
        rows.push([
            plan.name.clone(),
            kind,
            plan.formula.clone().unwrap_or_default(),
            sizes(&plan.output.sizes()),
            optional(&plan.weight_shape),
            optional(&plan.bias_shape),
            parameters,
            connections,
            multiply_adds,
        ]);
    }
    let [parameters, connections, multiply_adds] = totals.map(|total| total.to_string());
    let blank = String::new;
    rows.push(["total".into(), blank(), blank(), blank(), blank(), blank(), parameters, connections, multiply_adds]);

    say(&format!("{} on {}", spec.name, sizes(&spec.input.shape().sizes())))?;
    let widths: Vec<usize> =
        (0..heading.len()).map(|column| rows.iter().map(|row| row[column].len()).max().unwrap_or(0)).collect();
    for row in rows {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
            // The counts stand at the right, so that their digits line up.
            if column < 6 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        say(cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}
