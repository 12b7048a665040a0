package dev.tidemark.server.access;

import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.AccountRow;
import dev.tidemark.server.store.CredentialRow;
import dev.tidemark.server.store.DeviceRow;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Tx;
import dev.tidemark.sql.Work;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells who is asking by the token that is shown.
///
/// A token is looked up by account and credential, which are no secrets; the secret is compared by
/// its digest in constant time. What was looked up is remembered until somebody says that it
/// changed, so a revoked credential is worth nothing from the very next request on.
///
/// A device's token is worth what the API key is worth that the device was enrolled with, at the
/// moment when it is used; so it ends with that key too. Thread-safe.
public final class Credentials {

    private static final String BEARER = "bearer ";

    private final Lanes lanes;
    private final InstantSource clock;
    private final RateLimit badOnes;
    private final CredentialMemory memory = new CredentialMemory();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    /// @param badOnes how many unknown credentials an address may try
    public Credentials(Lanes lanes, InstantSource clock, RateLimit badOnes) {
        this.lanes = lanes;
        this.clock = clock;
        this.badOnes = badOnes;
    }

    /// What is stored of a credential.
    ///
    /// @param key the API key behind a device's token; else the credential itself
    record Known(CredentialRow own, CredentialRow key, AccountRow account) {}

    /// Lets a caller in.
    ///
    /// @param authorization the header of this name; null without one
    /// @param deviceToken the header `X-Device-Token`, which wins; null without one
    /// @param address the network address that it came from
    /// @throws Problem 401 if it shows nothing or nothing of worth, 429 if it did so too often
    public Principal letIn(
            @Nullable String authorization, @Nullable String deviceToken, String address) {
        Token token = shown(authorization, deviceToken).orElseThrow(() -> unknown(address));
        Known known = memory.find(token.account(), token.credential());
        if (known == null) {
            requirePatience(address);
            known = lookUp(token.account(), token.credential());
        }
        if (known == null || !proves(token, known) || !isGood(known)) {
            throw unknown(address);
        }
        return principal(known);
    }

    private static Optional<Token> shown(
            @Nullable String authorization, @Nullable String deviceToken) {
        if (deviceToken != null) {
            return Token.read(deviceToken.strip()).filter(Token::ofDevice);
        }
        if (authorization == null) {
            throw Problem.unauthenticated(
                    "Send a credential: \"Authorization: Bearer …\" or \"X-Device-Token: …\".");
        }
        boolean bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return bearer
                ? Token.read(authorization.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    private Problem unknown(String address) {
        requirePatience(address);
        badOnes.tryOne(address);
        return Problem.unauthenticated(
                "The credential is unknown, expired or revoked; sign in again.");
    }

    /// Who tries many wrong credentials is not even told whether the next one is right. Those that
    /// are in use already go on being served, also from the same address.
    private void requirePatience(String address) {
        badOnes.waiting(address)
                .ifPresent(wait -> {
                    throw Problem.rateLimited(
                            "Too many unknown credentials came from this address.", wait);
                });
    }

    private @Nullable Known lookUp(String account, String credential) {
        long asOf = memory.now();
        Known known = lanes.readNow(tx -> find(tx, account, credential).orElse(null));
        if (known != null) {
            memory.keep(known, asOf);
        }
        return known;
    }

    private static Optional<Known> find(Tx tx, String account, String credential) {
        return AccountRow.find(tx, account)
                .flatMap(row ->
                        CredentialRow.find(tx, account, credential)
                                .flatMap(own -> known(tx, row, own)));
    }

    private static Optional<Known> known(Tx tx, AccountRow account, CredentialRow own) {
        String enrolledWith = own.enrolledWith();
        return enrolledWith == null
                ? Optional.of(new Known(own, own, account))
                : CredentialRow.find(tx, account.account(), enrolledWith)
                        .map(key -> new Known(own, key, account));
    }

    private boolean proves(Token token, Known known) {
        byte[] digest = token.digest();
        boolean isNew = MessageDigest.isEqual(digest, known.own().digest());
        byte[] old = known.own().oldDigest();
        boolean isOld = old != null && MessageDigest.isEqual(digest, old);
        if (isNew && old != null && token.ofDevice()) {
            retireOld(known);
        }
        return isNew || isOld && isAhead(known.own().oldExpiresAt());
    }

    /// Whoever speaks with a device's new token has it safe, so the old one need not live on.
    private void retireOld(Known known) {
        String account = known.account().account();
        change(
                account,
                tx -> {
                    CredentialRow.retireOld(tx, account, known.own().id());
                    return true;
                });
    }

    private boolean isGood(Known known) {
        return (known.own().expiresAt() == null || isAhead(known.own().expiresAt()))
                && (known.key().expiresAt() == null || isAhead(known.key().expiresAt()));
    }

    private boolean isAhead(@Nullable Long millis) {
        return millis != null && clock.millis() < millis;
    }

    private static Principal principal(Known known) {
        boolean ofDevice = known.own().device() != null;
        Role role = Role.of(String.valueOf(known.key().role())).orElse(Role.VIEWER);
        return new Principal(
                known.account().account(),
                known.account().app(),
                ofDevice && role == Role.ADMIN ? Role.OWNER : role,
                Scopes.read(known.key().scopes()),
                known.own().device(),
                known.own().id());
    }

    /// Whether somebody who was let in once would be let in again.
    public boolean isStillGood(Principal principal) {
        Known known = memory.find(principal.accountId(), principal.credentialId());
        if (known == null) {
            known = lookUp(principal.accountId(), principal.credentialId());
        }
        return known != null && isGood(known);
    }

    /// Makes sure, inside the transaction that writes on its behalf, that a credential was not
    /// revoked since its request was let in, nor the device that it speaks as.
    ///
    /// @param device as which it speaks
    /// @throws Problem 401 if the credential was revoked, 403 if the device was
    public void requireGood(Tx tx, Principal principal, String device) {
        requireGood(tx, principal);
        if (principal.deviceId() == null && !isGoodDevice(tx, principal.accountId(), device)) {
            throw Problem.forbidden("The device was revoked; enrol another one.");
        }
    }

    /// Makes sure, inside the transaction that writes on its behalf, that a credential was not
    /// revoked since its request was let in.
    ///
    /// @throws Problem 401 if it was
    public void requireGood(Tx tx, Principal principal) {
        Known known = memory.find(principal.accountId(), principal.credentialId());
        boolean good =
                known != null
                        ? isGood(known)
                        : find(tx, principal.accountId(), principal.credentialId())
                                .filter(this::isGood)
                                .isPresent();
        if (!good) {
            throw Problem.unauthenticated("The credential was revoked; sign in again.");
        }
    }

    private boolean isGoodDevice(Tx tx, String account, String device) {
        if (memory.isGoodDevice(account, device)) {
            return true;
        }
        long asOf = memory.now();
        boolean revoked =
                DeviceRow.find(tx, account, device)
                        .filter(row -> row.revokedAt() != null)
                        .isPresent();
        if (!revoked) {
            memory.keepGoodDevice(account, device, asOf);
        }
        return !revoked;
    }

    /// Calls this with the account whenever credentials were taken away; it must not take long.
    public void onChange(Consumer<String> listener) {
        listeners.add(listener);
    }

    /// Changes credentials of an account. When it returns, whatever was revoked is worth nothing
    /// any more, to requests that are under way neither.
    public <T> T change(String account, Work<T> work) {
        boolean[] begun = new boolean[1];
        try {
            return lanes.writeNow(
                    account,
                    tx -> {
                        if (!begun[0]) { // It may be run again.
                            // From here on whoever writes after this looks into the tables itself.
                            memory.begin(account);
                            begun[0] = true;
                        }
                        return work.run(tx);
                    });
        } finally {
            if (begun[0]) {
                memory.end(account);
            }
            listeners.forEach(listener -> listener.accept(account));
        }
    }
}
