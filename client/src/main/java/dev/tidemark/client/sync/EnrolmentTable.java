package dev.tidemark.client.sync;

import dev.tidemark.client.transport.Credential;
import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where and as whom to sync, and whose the data is, within one transaction. */
public final class EnrolmentTable {

    private final Tx tx;

    public EnrolmentTable(Tx tx) {
        this.tx = tx;
    }

    /** The account that the data belongs to. */
    public record AccountRow(String accountId, String app) {}

    /** The enrolment; empty where sync is not enabled. */
    public Optional<Enrolment> find() {
        return tx.first(
                "SELECT server, kind, credential, token, token_of, checked FROM enrolment"
                        + " WHERE enabled = 1",
                EnrolmentTable::enrolment);
    }

    /**
     * Enables sync, or changes where and as whom. The credential has to be checked first.
     *
     * @param keepToken whether what this device was given for the very same credential still counts
     */
    void save(String server, Credential credential, boolean keepToken) {
        if (keepToken
                && tx.update(
                                "UPDATE enrolment SET enabled = 1, checked = 0"
                                        + " WHERE server = ? AND kind = ? AND credential = ?",
                                server,
                                credential.kind().name(),
                                credential.secret())
                        == 1) {
            return;
        }
        tx.update("DELETE FROM enrolment");
        tx.update(
                "INSERT INTO enrolment (one, enabled, server, kind, credential, token, token_of,"
                        + " checked) VALUES (1, 1, ?, ?, ?, NULL, ?, 0)",
                server,
                credential.kind().name(),
                credential.secret(),
                credential.deviceId());
    }

    /** The credential opens this database's account. */
    void checked() {
        tx.update("UPDATE enrolment SET checked = 1");
    }

    /** This device is enrolled; without a token where the credential itself speaks for it. */
    void enrolled(String deviceId, @Nullable String token) {
        tx.update("UPDATE enrolment SET token = ?, token_of = ?", token, deviceId);
    }

    /** Disables sync. Whose the data is stays known, and what this device was given. */
    void disable() {
        tx.update("UPDATE enrolment SET enabled = 0");
    }

    public Optional<AccountRow> account() {
        return tx.first(
                "SELECT account_id, app FROM account",
                row -> new AccountRow(row.getText(1), row.getText(2)));
    }

    /** Says whose the data is, once and for all. */
    void bind(String accountId, String app, Instant now) {
        tx.update(
                "INSERT INTO account (one, account_id, app, bound_at) VALUES (1, ?, ?, ?)",
                accountId,
                app,
                now.toEpochMilli());
    }

    private static Enrolment enrolment(Row row) {
        Credential.Kind kind = Credential.Kind.valueOf(row.getText(2));
        String enrolledAs = row.getTextOrNull(5);
        boolean ofDevice = kind == Credential.Kind.DEVICE_TOKEN;
        return new Enrolment(
                row.getText(1),
                new Credential(kind, row.getText(3), ofDevice ? enrolledAs : null),
                row.getTextOrNull(4),
                enrolledAs,
                row.getInt(6) == 1);
    }
}
