package dev.tidemark.cli.stories;

import dev.tidemark.cli.rig.Findings;
import dev.tidemark.cli.rig.Part;
import dev.tidemark.cli.rig.Run;
import dev.tidemark.cli.rig.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/// The database of a device is copied while some of it still waits to be sent, and both copies go
/// on; then a copy is copied again. A third device looks on and writes too.
///
/// @param rounds in which each writes and syncs, after each copy was made
record TwoCopies(int rounds) implements Part.Play {
    private static final int COPIES = 3;
    private static final int WAITING = 12;

    @Override
    public void run(Run run) throws IOException, InterruptedException {
        Findings findings = run.findings();
        Book book = new Book();
        try (Site site = Site.make(run, Author.APP, Author.SCHEMA);
                Cast cast = Cast.of(run, site, book, "phone", "witness")) {
            cast.writeAndSync(40);
            Author copied = cast.authors().getFirst();
            for (int copy = 1; copy <= COPIES; copy++) {
                copied = copy(cast, copied, copy);
                for (int round = 0; round < rounds; round++) {
                    alternate(run, cast);
                    run.step();
                }
            }
            cast.settle();
            Set<String> ids = new TreeSet<>();
            cast.authors().forEach(author -> ids.add(author.device().status().deviceId()));
            findings.check(
                    "each copy is a device of its own", ids.size() == COPIES + 2, ids::toString);
            new Ending(findings, site.owner(), book, cast.authors()).compare();
            findings.tell(
                    "A device's database was copied %d times, with %d mutations waiting in it each"
                            + " time, and all copies went on: of %,d mutations none is lost and"
                            + " none happened twice, and the %d files became %d devices that hold"
                            + " the same.",
                    COPIES, WAITING, book.writes(), COPIES + 1, ids.size() - 1);
        }
    }

    /// Copies a device's file while nobody has it open. Both go on, and begin with the same note:
    /// until two copies have written to one record, nobody can tell them apart, nor has to.
    ///
    /// @return the one of the copy
    private static Author copy(Cast cast, Author author, int number) throws IOException {
        for (int i = 0; i < WAITING; i++) {
            author.write();
        }
        Path file = author.file();
        Path copy = cast.file("copy-" + number);
        cast.remove(author);
        Files.copy(file, copy);
        Author former = cast.add(author.name() + "'", file);
        Author other = cast.add("copy-" + number, copy);
        String note = former.device().records(Author.NOTES).list().getFirst().id();
        former.edit(note);
        other.edit(note);
        return other;
    }

    private static void alternate(Run run, Cast cast) {
        for (Author author : cast.authors()) {
            author.write();
            author.write();
            author.sync(run.findings());
        }
    }
}
