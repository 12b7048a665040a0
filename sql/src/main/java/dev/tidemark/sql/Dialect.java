package dev.tidemark.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/**
 * What differs between the databases that one text of SQL is for.
 *
 * <p>Texts are written once, in standard SQL as far as there is one: {@code FOR UPDATE} behind a
 * query whose rows nobody else may change until the transaction ends, {@code = ANY (?)} for one of
 * many values, {@code position(? IN column)} for a search. A dialect says the same in the words of
 * its database. Stateless and thread-safe.
 */
public interface Dialect {

    /** A statement's text in this database's words; its parameters are the same, in that order. */
    String translated(String sql);

    /** How many values a translated statement takes. */
    int parameters(PreparedStatement statement, String sql) throws SQLException;

    /** Whether it is worth sending several runs of one statement together. */
    boolean gathers();

    /** Binds NULL, of whatever type. */
    void bindNull(PreparedStatement statement, int position) throws SQLException;

    /** Binds the values for {@code = ANY (?)}. */
    void bindAny(PreparedStatement statement, int position, Collection<String> values)
            throws SQLException;

    /** Translates what the database said while working on {@code where}. */
    StorageException failure(SQLException error, String where);
}
