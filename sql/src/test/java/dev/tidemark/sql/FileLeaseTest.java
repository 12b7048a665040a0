package dev.tidemark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.sql.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLeaseTest {

    @TempDir Path folder;

    @Test
    void the_second_is_told_who_was_first() {
        try (FileLease first = FileLease.acquire(lock(), "tidemark serve")) {
            assertThat(first.held()).isTrue();
            assertThatThrownBy(() -> FileLease.acquire(lock(), "tidemark sync"))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.LOCKED))
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("in use by tidemark serve");
            assertThat(FileLease.tryAcquire(lock(), "tidemark sync")).isEmpty();
        }
    }

    @Test
    void what_was_given_back_can_be_taken_again() {
        FileLease first = FileLease.acquire(lock(), "first");
        first.close();
        first.close();
        assertThat(first.held()).isFalse();
        try (FileLease second = FileLease.acquire(lock(), "second")) {
            assertThat(second.held()).isTrue();
        }
    }

    @Test
    void another_process_is_refused_even_after_a_second_try_in_this_one() throws IOException {
        try (FileLease mine = FileLease.acquire(lock(), "the test")) {
            assertThat(FileLease.tryAcquire(lock(), "again")).isEmpty();
            try (ChildJvm child = ChildJvm.run(Holder.class, lock().toString())) {
                assertThat(child.nextLine())
                        .contains("in use by the test, process " + ProcessHandle.current().pid());
            }
            assertThat(mine.held()).isTrue();
        }
    }

    @Test
    void a_killed_process_gives_its_lease_back() throws IOException {
        try (ChildJvm child = ChildJvm.run(Holder.class, lock().toString())) {
            assertThat(child.nextLine()).isEqualTo("held");
            assertThatThrownBy(() -> FileLease.acquire(lock(), "the test"))
                    .hasMessageContaining("in use by the child, process");
            child.kill();
            FileLease.acquire(lock(), "the test").close();
        }
    }

    @Test
    void a_lease_in_a_missing_folder_says_so() {
        assertThatThrownBy(() -> FileLease.acquire(folder.resolve("no/lock"), "the test"))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.NO_ACCESS));
        assertThat(Files.exists(folder.resolve("no"))).isFalse();
    }

    /** Takes the lease and keeps it until it is killed, or tells why it could not. */
    static final class Holder {
        public static void main(String[] arguments) throws IOException {
            try (FileLease lease = FileLease.acquire(Path.of(arguments[0]), "the child")) {
                System.out.println(lease.held() ? "held" : "lost");
                while (System.in.read() >= 0) {
                    continue; // Until the test lets go of us.
                }
            } catch (StorageException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private Path lock() {
        return folder.resolve("data.lock");
    }
}
