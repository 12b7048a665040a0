package dev.tidemark.client.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.tidemark.wire.envelope.EnvelopeReport;
import dev.tidemark.wire.envelope.EnvelopeReport.Item;
import dev.tidemark.wire.envelope.EnvelopeReport.Status;
import dev.tidemark.wire.envelope.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvelopeFolderTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final String FIRST = "11111111-1111-4111-8111-111111111111";
    private static final String SECOND = "22222222-2222-4222-8222-222222222222";

    @TempDir private Path workspace;

    private EnvelopeFolder folder() {
        return new EnvelopeFolder(workspace);
    }

    private static EnvelopeReport report(String id, Instant applied, String detail) {
        Item item = new Item("user_preset", "p", Status.UPDATED, detail, "p~1");
        return new EnvelopeReport(id, Policy.CLOUD_PREFERRED, applied, "here", List.of(item));
    }

    @Test
    void step_7_exports_lie_under_user_exports_and_none_replaces_another() throws IOException {
        Path one = folder().keepExport(NOW, out -> out.write('1'));
        Path two = folder().keepExport(NOW, out -> out.write('2'));

        assertThat(one).isEqualTo(workspace.resolve("user/exports/envelope-20261120T120000Z.json"));
        assertThat(two).isNotEqualTo(one).hasParent(one.getParent()).hasContent("2");
        assertThat(one).hasContent("1");
    }

    @Test
    void step_7_reports_lie_under_reports_newest_first() throws IOException {
        EnvelopeReport old = report(FIRST, NOW, "a");
        EnvelopeReport young = report(SECOND, NOW.plusSeconds(1), "b");
        assertThat(folder().reports()).isEmpty();
        assertThat(folder().keepReport(old))
                .isEqualTo(workspace.resolve("reports/" + FIRST + ".json"));
        folder().keepReport(young);
        folder().keepReport(old);

        assertThat(folder().reports()).containsExactly(young, old);
        assertThat(folder().report(FIRST)).isEqualTo(old);
        assertThatIOException().isThrownBy(() -> folder().keepReport(report(FIRST, NOW, "else")));
        assertThat(folder().report(FIRST)).isEqualTo(old);
    }

    @Test
    void a_server_cannot_name_a_file_elsewhere() {
        assertThatIOException()
                .isThrownBy(() -> folder().keepReport(report("../../elsewhere", NOW, "x")));
        assertThatIOException().isThrownBy(() -> folder().report("../" + FIRST));
        assertThat(workspace).isEmptyDirectory();
    }

    @Test
    void what_fails_half_way_leaves_no_file() throws IOException {
        assertThatIOException()
                .isThrownBy(() ->
                        folder().keepExport(
                                        NOW,
                                        out -> {
                                            out.write('1');
                                            throw new IOException("full");
                                        }));
        try (var files = Files.list(workspace.resolve("user/exports"))) {
            assertThat(files).isEmpty();
        }
    }
}
