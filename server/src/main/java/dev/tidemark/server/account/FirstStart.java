package dev.tidemark.server.account;

import dev.tidemark.server.access.Role;
import dev.tidemark.server.access.Scopes;
import dev.tidemark.server.access.Token;
import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.audit.Audit;
import dev.tidemark.server.audit.AuditAction;
import dev.tidemark.server.store.AccountRow;
import dev.tidemark.server.store.CredentialRow;
import dev.tidemark.server.store.Secrets;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Tx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Makes sure that there is an account to begin with, and an admin who can get in.
///
/// Whoever can write to the data folder is the admin: where `admin.key` is missing, or is not the
/// key that the database knows, another one is made and the lost one is worth nothing any more.
public final class FirstStart {

    private static final String DEFAULT_NAME = "default";
    private static final String DEFAULT_APP = "open";

    /// The id of the account, as a secret is kept.
    private static final String ACCOUNT = "default account";

    /// The id of the credential behind `admin.key`.
    private static final String CREDENTIAL = "admin key";

    private final Lanes lanes;
    private final Accounts accounts;
    private final InstantSource clock;
    private final Supplier<UUID> ids;
    private final RandomGenerator random;

    public FirstStart(
            Lanes lanes,
            Accounts accounts,
            InstantSource clock,
            Supplier<UUID> ids,
            RandomGenerator random) {
        this.lanes = lanes;
        this.accounts = accounts;
        this.clock = clock;
        this.ids = ids;
        this.random = random;
    }

    /// Does whatever is left to do.
    ///
    /// @return the admin's key if it was made now
    /// @throws dev.tidemark.server.problem.StartFailure if the file cannot be read or written
    public Optional<String> prepare(Path dataFolder) {
        AdminKey file = AdminKey.in(dataFolder);
        Optional<Token> there = file.read().flatMap(Token::read);
        boolean good = there.isPresent() && lanes.readNow(tx -> isCurrent(tx, there.get()));
        if (good) {
            return Optional.empty();
        }
        Token made = lanes.writeNow(Audit.SERVER, this::makeKey);
        // Should this fail, the next start finds no file that matches and makes another key.
        file.write(made.reveal());
        return Optional.of(made.reveal());
    }

    /// Whether this is the account that the admin's key belongs to.
    static boolean isDefault(Tx tx, String account) {
        return stored(tx, ACCOUNT).equals(account);
    }

    private static boolean isCurrent(Tx tx, Token token) {
        return CredentialRow.find(tx, token.account(), token.credential())
                .filter(row -> MessageDigest.isEqual(row.digest(), token.digest()))
                .isPresent();
    }

    private Token makeKey(Tx tx) {
        String account = defaultAccount(tx);
        CredentialRow.find(tx, account, stored(tx, CREDENTIAL)).ifPresent(row -> row.delete(tx));
        Token token = Token.make(false, account, ids.get().toString(), random);
        new CredentialRow(
                        account,
                        token.credential(),
                        "admin.key",
                        token.prefix(),
                        token.digest(),
                        null,
                        null,
                        Role.ADMIN.wireName(),
                        Scopes.ALL.stored(),
                        null,
                        null,
                        clock.millis(),
                        null)
                .insert(tx);
        store(tx, CREDENTIAL, token.credential());
        String detail = "key %s of role admin was made".formatted(token.credential());
        Audit.append(
                tx, Actor.SERVER.did(account, AuditAction.KEY_CREATE, clock.instant(), detail));
        return token;
    }

    private String defaultAccount(Tx tx) {
        String known = stored(tx, ACCOUNT);
        if (AccountRow.find(tx, known).isPresent()) {
            return known;
        }
        String made = accounts.make(tx, DEFAULT_NAME, DEFAULT_APP, Actor.SERVER).account();
        store(tx, ACCOUNT, made);
        return made;
    }

    private static String stored(Tx tx, String name) {
        byte[] value = Secrets.find(tx, name).orElse(new byte[0]);
        return new String(value, StandardCharsets.UTF_8);
    }

    private static void store(Tx tx, String name, String value) {
        Secrets.put(tx, name, value.getBytes(StandardCharsets.UTF_8));
    }
}
