package dev.tidemark.sql;

import java.util.List;

/**
 * What a database file of ours is: the mark in its header and the steps that make its schema.
 *
 * @param applicationId the mark, never 0; it tells our files from anybody else's
 * @param program what writes such files, for messages: "the Tidemark server"
 * @param migrations the schema's steps, oldest first; the n-th takes a file to version n
 */
public record Format(int applicationId, String program, List<Migration> migrations) {

    public Format {
        if (applicationId == 0) {
            throw new IllegalArgumentException("An application id of 0 marks nothing");
        }
        migrations = List.copyOf(migrations);
    }

    /** The version that this program brings a file to. */
    public int newestVersion() {
        return migrations.size();
    }
}
