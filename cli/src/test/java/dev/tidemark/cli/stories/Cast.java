package dev.tidemark.cli.stories;

import dev.tidemark.cli.rig.Dice;
import dev.tidemark.cli.rig.Run;
import dev.tidemark.cli.rig.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The authors of a story, each with a device of its own.
final class Cast implements AutoCloseable {
    /// Syncs until what the last one wrote has come to the first one.
    private static final int SETTLING_ROUNDS = 2;

    private final Run run;
    private final Site site;
    private final Book book;
    private final Dice dice;
    private final List<Author> authors = new ArrayList<>();
    private final List<Author> away = new ArrayList<>();

    private Cast(Run run, Site site, Book book) {
        this.run = run;
        this.site = site;
        this.book = book;
        this.dice = run.dice("cast", 0);
    }

    /// Authors who have synced once.
    static Cast of(Run run, Site site, Book book, String... names) throws IOException {
        Cast cast = new Cast(run, site, book);
        for (String name : names) {
            cast.add(name, cast.file(name)).sync(run.findings());
        }
        return cast;
    }

    /// Where the database of a device is.
    Path file(String name) throws IOException {
        return Files.createDirectories(run.folder().resolve("devices")).resolve(name + ".db");
    }

    /// One more author, with a database that may be there already.
    Author add(String name, Path file) {
        Author author =
                new Author(
                        name,
                        file,
                        site.server().address(),
                        site.key(),
                        run.dice("author " + name, 0),
                        book);
        authors.add(author);
        return author;
    }

    /// Takes somebody out, whose device is closed.
    void remove(Author author) {
        authors.remove(author);
        author.close();
    }

    /// Somebody goes away, and neither writes nor syncs with the others.
    void leave(Author author) {
        authors.remove(author);
        away.add(author);
    }

    /// Somebody is here again.
    void comeBack(Author author) {
        away.remove(author);
        authors.add(author);
    }

    List<Author> authors() {
        return Collections.unmodifiableList(authors);
    }

    /// Everybody writes, in any order, and syncs now and then.
    void writeAndSync(int writes) {
        for (int i = 0; i < writes; i++) {
            dice.one(authors).write();
            if (dice.percent(25)) {
                dice.one(authors).sync(run.findings());
            }
        }
    }

    /// Syncs everybody until all hold the same.
    void settle() {
        for (int round = 0; round < SETTLING_ROUNDS; round++) {
            authors.forEach(author -> author.sync(run.findings()));
        }
    }

    @Override
    public void close() {
        authors.forEach(Author::close);
        away.forEach(Author::close);
    }
}
