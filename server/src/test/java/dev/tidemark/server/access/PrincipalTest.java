package dev.tidemark.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.wire.schema.SchemaReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrincipalTest {

    private static Principal with(Role role, String... scopes) {
        return new Principal("a", "open", role, Scopes.of(List.of(scopes)), null, "c");
    }

    @ParameterizedTest
    @CsvSource({
        "VIEWER, true, false, false, false",
        "EDITOR, true, true,  false, false",
        "OWNER,  true, true,  true,  false",
        "ADMIN,  true, true,  true,  true",
    })
    void a_role_may_all_that_the_ones_below_may(
            Role role, boolean read, boolean write, boolean own, boolean administer) {
        assertThat(with(role).may(Permission.READ)).isEqualTo(read);
        assertThat(with(role).may(Permission.WRITE)).isEqualTo(write);
        assertThat(with(role).may(Permission.OWN)).isEqualTo(own);
        assertThat(with(role).may(Permission.ADMINISTER)).isEqualTo(administer);
        assertThat(with(role).mayEdit("notes")).isEqualTo(write);
    }

    @Test
    void scopes_narrow_a_role_and_editing_includes_reading() {
        Principal narrow = with(Role.OWNER, "notes:read", "tags:edit");
        assertThat(narrow.mayRead("notes")).isTrue();
        assertThat(narrow.mayEdit("notes")).isFalse();
        assertThat(narrow.mayRead("tags") && narrow.mayEdit("tags")).isTrue();
        assertThat(narrow.mayRead("diary")).isFalse();
        assertThat(narrow.may(Permission.OWN)).isFalse();
        assertThat(with(Role.VIEWER, "notes:edit").mayEdit("notes")).isFalse();
    }

    @Test
    void a_devices_credential_speaks_as_its_own_device_only() {
        Principal device = new Principal("a", "open", Role.OWNER, Scopes.ALL, "d1", "c");
        assertThatCode(() -> device.requireDevice("d1")).doesNotThrowAnyException();
        assertThatThrownBy(() -> device.requireDevice("d2")).isInstanceOf(Problem.class);
        assertThatCode(() -> with(Role.EDITOR).requireDevice("d2")).doesNotThrowAnyException();
    }

    @Test
    void a_collection_may_go_by_the_scopes_of_another_one() {
        SyncSchema schema =
                SchemaReader.read(
                                "s.yaml",
                                """
                                version: 1
                                collections:
                                  books:
                                  edits: { scope: books }
                                """
                                        .getBytes(StandardCharsets.UTF_8))
                        .rules();
        Principal editor = with(Role.EDITOR, "books:edit").under(schema);
        assertThat(editor.mayEdit("edits") && editor.mayEdit("books")).isTrue();
        Principal reader = with(Role.EDITOR, "books:read").under(schema);
        assertThat(reader.mayRead("edits")).isTrue();
        assertThat(reader.mayEdit("edits")).isFalse();
        assertThat(with(Role.EDITOR, "edits:edit").under(schema).mayRead("books")).isFalse();
        assertThat(with(Role.EDITOR).under(schema)).isEqualTo(with(Role.EDITOR));
        assertThat(with(Role.VIEWER, "books:edit").under(schema).mayEdit("edits")).isFalse();
    }
}
