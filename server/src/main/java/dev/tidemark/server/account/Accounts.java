package dev.tidemark.server.account;

import dev.tidemark.server.access.Credentials;
import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.audit.Audit;
import dev.tidemark.server.audit.AuditAction;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.AccountRow;
import dev.tidemark.server.store.Tables;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.StorageException;
import dev.tidemark.sql.Tx;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes accounts and erases them.
public final class Accounts {

    private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);

    private static final int EPOCH_BYTES = 16;

    private final Lanes lanes;
    private final Credentials credentials;
    private final InstantSource clock;
    private final Supplier<UUID> ids;
    private final RandomGenerator random;

    public Accounts(
            Lanes lanes,
            Credentials credentials,
            InstantSource clock,
            Supplier<UUID> ids,
            RandomGenerator random) {
        this.lanes = lanes;
        this.credentials = credentials;
        this.clock = clock;
        this.ids = ids;
        this.random = random;
    }

    /// Makes an account.
    AccountRow make(String name, String app, Actor actor) {
        return lanes.writeNow(Audit.SERVER, tx -> make(tx, name, app, actor));
    }

    /// Makes an account within somebody's transaction.
    AccountRow make(Tx tx, String name, String app, Actor actor) {
        byte[] epoch = new byte[EPOCH_BYTES];
        random.nextBytes(epoch);
        AccountRow row = new AccountRow(ids.get().toString(), name, app, clock.millis());
        row.insert(tx, epoch);
        String detail = "account %s of app %s was made".formatted(row.account(), app);
        told(tx, actor, row.account(), AuditAction.ACCOUNT_CREATE, detail);
        told(tx, actor, Audit.SERVER, AuditAction.ACCOUNT_CREATE, detail);
        return row;
    }

    /// The accounts behind one, in the order of their ids.
    List<AccountRow> page(String after, int max) {
        return lanes.readNow(tx -> AccountRow.page(tx, after, max));
    }

    /// Erases an account and everything of it. Once this is begun the account is gone for
    /// everybody; when it returns, nothing of it is left.
    ///
    /// @param isKept whether the account must stay, asked inside the transaction
    /// @throws Problem 404 if there is no such account, 422 if it must stay
    void erase(String account, Predicate<Tx> isKept, Consumer<String> gone, Actor actor) {
        credentials.change(
                account,
                tx -> {
                    if (isKept.test(tx)) {
                        throw Problem.invalid(
                                "", "asks for the account that the admin's key belongs to");
                    }
                    if (!Tables.beginErasing(tx, account)) {
                        throw Problem.notFound("account");
                    }
                    String detail = "account %s was erased".formatted(account);
                    told(tx, actor, Audit.SERVER, AuditAction.ACCOUNT_ERASE, detail);
                    return true;
                });
        gone.accept(account);
        eraseRest(account);
    }

    private void told(Tx tx, Actor actor, String account, AuditAction action, String detail) {
        Audit.append(tx, actor.did(account, action, clock.instant(), detail));
    }

    /// Goes on with what was begun before the server was stopped. Stopped once more, it is gone on
    /// with after the next start.
    public void resumeErasing() {
        try {
            lanes.readNow(Tables::erasing).forEach(this::eraseRest);
        } catch (StorageException e) {
            LOG.warn("Erasing accounts goes on after the next start: {}", e.getMessage());
        }
    }

    private void eraseRest(String account) {
        boolean more = true;
        while (more) {
            more = lanes.writeNow(account, tx -> Tables.eraseSome(tx, account));
        }
    }
}
