package dev.tidemark.cli.crash;

import java.util.List;

/// What one write of a device leaves in a record.
///
/// @param text in the record's set of marks
/// @param increment of its counter, in the same mutation
/// @param group the writes that belong together; empty for none
record Mark(String text, String collection, String record, int increment, String group) {

    /// From its text form.
    static Mark read(String line) {
        List<String> words = List.of(line.split(" ", -1));
        return new Mark(
                words.get(0),
                words.get(1),
                words.get(2),
                Integer.parseInt(words.get(3)),
                words.get(4));
    }

    String key() {
        return collection + "/" + record;
    }

    @Override
    public String toString() {
        return String.join(" ", text, collection, record, String.valueOf(increment), group);
    }
}
