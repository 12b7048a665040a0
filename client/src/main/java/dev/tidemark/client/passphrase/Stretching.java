package dev.tidemark.client.passphrase;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * How much work a passphrase costs whoever tries it: Argon2id (RFC 9106). What a server says of it
 * is not believed beyond these bounds: less would make guessing cheap, more would stop the device.
 *
 * @param memoryKib from 19,456 (19 MiB) to 262,144 (256 MiB)
 * @param passes from 2 to 10
 * @param lanes from 1 to 4
 */
public record Stretching(int memoryKib, int passes, int lanes) {

    private static final int KEY_BYTES = 32;

    /** 64 MiB, three passes: about a fifth of a second. */
    public static final Stretching DEFAULT = new Stretching(64 << 10, 3, 1);

    /**
     * @throws IllegalArgumentException if it is beyond the bounds
     */
    public Stretching {
        if (memoryKib < 19 << 10
                || memoryKib > 256 << 10
                || passes < 2
                || passes > 10
                || lanes < 1
                || lanes > 4) {
            throw new IllegalArgumentException(
                    "the cost of the passphrase is beyond the bounds: %d KiB, %d passes, %d lanes"
                            .formatted(memoryKib, passes, lanes));
        }
    }

    /**
     * The key of a passphrase, 32 bytes, after Unicode NFC, so that it does not matter how it was
     * typed.
     *
     * @param salt random, kept beside what the key opens
     */
    public byte[] key(char[] passphrase, byte[] salt) {
        String normal = Normalizer.normalize(CharBuffer.wrap(passphrase), Normalizer.Form.NFC);
        byte[] bytes = normal.getBytes(StandardCharsets.UTF_8);
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(memoryKib)
                        .withIterations(passes)
                        .withParallelism(lanes)
                        .withSalt(salt)
                        .build());
        byte[] key = new byte[KEY_BYTES];
        argon2.generateBytes(bytes, key);
        Arrays.fill(bytes, (byte) 0);
        return key;
    }
}
