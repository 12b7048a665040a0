package dev.tidemark.benchmarks.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.Command;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AuthorTest {

    private final Author author = new Author("a-device", 7);

    @Test
    void a_record_is_the_same_whenever_it_is_made() {
        Endpoints endpoints = new Endpoints(7);

        assertThat(endpoints.id(42)).isEqualTo(new Endpoints(7).id(42));
        assertThat(endpoints.fields(42)).isEqualTo(new Endpoints(7).fields(42));
        assertThat(endpoints.id(42)).isNotEqualTo(endpoints.id(43));
        assertThat(UUID.fromString(endpoints.id(42)).version()).isEqualTo(4);
    }

    @Test
    void a_record_is_as_large_as_the_documentation_says() {
        assertThat(Canonical.text(new Endpoints(7).fields(42)).length()).isBetween(350, 450);
    }

    @Test
    void an_edit_has_seen_all_that_its_author_wrote_before() {
        Mutation edit = author.edit(42, 3);

        assertThat(edit.dot().counter()).isEqualTo(4);
        assertThat(edit.context().counter("a-device")).isEqualTo(3);
    }

    @Test
    void batches_are_read_as_they_were_meant() {
        List<Mutation> mutations = List.of(author.create(1), author.create(2), author.create(3));

        List<Batch> batches =
                author.batches(mutations, "cursor", 2, 10).stream()
                        .map(body ->
                                Batch.read(Json.read(body, JsonLimits.DEFAULT), SyncSchema.OPEN))
                        .toList();

        assertThat(batches)
                .flatExtracting(Batch::commands)
                .containsExactly(
                        new Command.Readable(mutations.get(0)),
                        new Command.Readable(mutations.get(1)),
                        new Command.Readable(mutations.get(2)));
        assertThat(batches).extracting(Batch::since).containsExactly("cursor", "cursor");
    }
}
