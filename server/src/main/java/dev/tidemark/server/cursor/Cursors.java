package dev.tidemark.server.cursor;

import dev.tidemark.server.problem.Problem;
import dev.tidemark.wire.problem.ProblemCode;
import java.nio.ByteBuffer;

/// Makes cursors and tells genuine ones from all others; likewise the tokens of previews.
/// Thread-safe.
public final class Cursors {

    /// The signing key's length.
    public static final int KEY_BYTES = 32;

    private static final byte KIND = 1;
    private static final int EPOCH_BYTES = 16;
    private static final int LINK_BYTES = 16;
    private static final int PAYLOAD_BYTES = 1 + EPOCH_BYTES + Long.BYTES + LINK_BYTES + Long.BYTES;

    private final Seal seal;

    /// @param key a secret of [#KEY_BYTES]; another one makes all cursors worthless
    public Cursors(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("A key has 32 bytes, not " + key.length);
        }
        this.seal = new Seal(key);
    }

    /// The cursor of a position.
    public String token(String account, Position position) {
        byte[] payload =
                ByteBuffer.allocate(PAYLOAD_BYTES)
                        .put(KIND)
                        .put(position.epoch())
                        .putLong(position.seq())
                        .put(position.fingerprint())
                        .putLong(position.freshUntil())
                        .array();
        return seal.token(account, payload);
    }

    /// The position that a cursor names; whether the log has it is another question.
    ///
    /// @throws Problem 400 `CURSOR_INVALID` unless this server made the cursor for this account
    public Position position(String account, String token) {
        return seal.payload(account, token, KIND, PAYLOAD_BYTES)
                .map(Cursors::position)
                .orElseThrow(() ->
                        Problem.of(
                                ProblemCode.CURSOR_INVALID,
                                "This cursor is not one that this server gave out for this account;"
                                        + " send the last one unchanged, or none to start again."));
    }

    private static Position position(byte[] payload) {
        ByteBuffer in = ByteBuffer.wrap(payload, 1, PAYLOAD_BYTES - 1);
        byte[] epoch = new byte[EPOCH_BYTES];
        byte[] fingerprint = new byte[LINK_BYTES];
        in.get(epoch);
        long seq = in.getLong();
        in.get(fingerprint);
        return new Position(epoch, seq, fingerprint, in.getLong());
    }

    /// The token of a preview.
    public String token(String account, Pin pin) {
        return seal.token(account, pin.payload());
    }

    /// What the token of a preview names; whether it is still so is another question.
    ///
    /// @throws Problem 422 unless this server made the token for this account
    public Pin pin(String account, String token) {
        return seal.payload(account, token, Pin.KIND, Pin.PAYLOAD_BYTES)
                .map(Pin::of)
                .orElseThrow(() ->
                        Problem.invalid(
                                "/expect",
                                "is not the token of a preview for this account; send it unchanged,"
                                        + " or preview again"));
    }
}
