package dev.tidemark.benchmarks.raw;

import java.util.ArrayList;
import java.util.List;

/// What somebody wrote, in the order in which it was written.
///
/// @param units of work, each with its rows
/// @param shared rows that every transaction writes again
public record Written(List<List<Row>> units, List<Row> shared) {

    /// The units in transactions of so many.
    List<List<List<Row>>> inTransactions(int unitsEach) {
        List<List<List<Row>>> transactions = new ArrayList<>();
        int each = Math.clamp(unitsEach, 1, Math.max(1, units.size()));
        for (int from = 0; from < units.size(); from += each) {
            transactions.add(units.subList(from, Math.min(units.size(), from + each)));
        }
        return transactions;
    }

    /// This, and what else was written meanwhile: its units spread evenly over these.
    public Written with(Written others) {
        List<List<Row>> together = new ArrayList<>();
        units.forEach(unit -> together.add(new ArrayList<>(unit)));
        for (int i = 0; i < others.units.size(); i++) {
            int place = (int) ((long) i * units.size() / others.units.size());
            together.get(place).addAll(others.units.get(i));
        }
        List<Row> everyTime = new ArrayList<>(shared);
        everyTime.addAll(others.shared);
        return new Written(together, everyTime);
    }

    /// How many rows all units have.
    public long rows() {
        return units.stream().mapToLong(List::size).sum();
    }
}
