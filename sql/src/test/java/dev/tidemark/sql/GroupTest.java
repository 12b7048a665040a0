package dev.tidemark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupTest {

    @TempDir Path folder;

    @Test
    void a_group_that_is_abandoned_keeps_nothing_and_tells_nobody_otherwise() {
        try (Database database = Notes.open(folder.resolve("notes.db"))) {
            Job<Void> first = new Job<>(tx -> Notes.add(tx, 1), false);
            Job<Void> second = new Job<>(tx -> Notes.add(tx, 2), false);
            database.inTurn(() -> {
                Group group = new Group(database);
                group.run(first);
                group.run(second);
                group.abandon(new OutOfMemoryError("no room for a list"));
                assertThat(group.commit()).isFalse();
                return null;
            });
            first.complete();
            second.complete();
            assertThatThrownBy(first.future()::join).hasRootCauseMessage("no room for a list");
            assertThatThrownBy(second.future()::join).hasRootCauseMessage("no room for a list");
            database.write(tx -> Notes.add(tx, 3));
            assertThat(Notes.ids(database)).containsExactly(3L);
        }
    }
}
