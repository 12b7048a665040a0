package dev.tidemark.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesTest {

    @TempDir private Path folder;

    @Test
    void every_table_is_known_to_be_an_accounts_or_the_servers() {
        TreeSet<String> known = new TreeSet<>(Tables.GLOBAL);
        Stream.concat(Tables.FIRST.stream(), Tables.REST.stream())
                .forEach(table -> known.add(table.name()));
        try (Storage storage = Census.open(folder)) {
            List<String> there = storage.lanes().readNow(Census::tables);
            assertThat(there).containsExactlyInAnyOrderElementsOf(known);
        }
    }

    @Test
    void every_key_and_index_of_an_accounts_table_leads_with_the_account() {
        try (Storage storage = Census.open(folder)) {
            storage.lanes()
                    .readNow(tx -> {
                        for (Tables table :
                                Stream.concat(Tables.FIRST.stream(), Tables.REST.stream())
                                        .toList()) {
                            assertThat(Census.definition(tx, table.name()))
                                    .as(table.name())
                                    .containsPattern(
                                            "PRIMARY KEY \\(account_id|account_id\\s+TEXT\\s+NOT NULL PRIMARY KEY");
                        }
                        assertThat(Census.indexes(tx))
                                .isNotEmpty()
                                .allSatisfy(
                                        sql -> assertThat(sql).containsPattern("\\(account_id,"));
                        return true;
                    });
        }
    }
}
