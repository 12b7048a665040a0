package dev.tidemark.cli.crash;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// One mutation, as the device that asked for it wrote it down.
///
/// @param context the counters of each device that the writer had seen of the record, its own
///   included
/// @param fields as they were sent
record Deed(
        String id,
        String collection,
        String record,
        String op,
        String device,
        long counter,
        Map<String, Long> context,
        ObjectNode fields,
        String clock) {

    /// The record's place among all of them.
    String key() {
        return collection + "/" + record;
    }

    /// The name of this write of this record.
    String dot() {
        return device + ":" + counter;
    }

    boolean deletes() {
        return op.equals("delete");
    }

    /// What it adds to a counter.
    long increment(String counter) {
        return fields.path(counter).path("increment").asLong(0);
    }

    /// It as contract 1 has it.
    ObjectNode command() {
        ObjectNode command = fields.objectNode();
        command.put("id", id);
        command.put("entity", collection);
        command.put("entityId", record);
        command.put("op", op);
        command.set("fields", fields);
        ObjectNode vv = command.putObject("vv");
        Map<String, Long> after = new TreeMap<>(context);
        after.put(device, counter);
        after.forEach(vv::put);
        command.put("ts", clock);
        return command;
    }
}
