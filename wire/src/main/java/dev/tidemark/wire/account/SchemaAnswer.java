package dev.tidemark.wire.account;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.Members;
import java.util.TreeMap;

/**
 * The answer to {@code GET /v1/schema}: whose data the credential opens, and the rules for it.
 *
 * @param accountId so that a device never mixes the data of two accounts
 * @param app the name of the account's app
 * @param version of the app's schema
 * @param schema the document
 */
public record SchemaAnswer(String accountId, String app, int version, Value.Obj schema) {

    /** As it is sent. */
    public byte[] bytes() {
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("accountId", Value.of(accountId));
        members.put("app", Value.of(app));
        members.put("version", Value.of(version));
        members.put("schema", schema);
        return Json.bytes(new Value.Obj(members));
    }

    /**
     * Reads an answer.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if it is something else
     */
    public static SchemaAnswer read(byte[] body) {
        Flaws flaws = new Flaws();
        Members answer = Members.of(Json.read(body, JsonLimits.STORED), "", flaws);
        SchemaAnswer read =
                new SchemaAnswer(
                        answer.text("accountId"),
                        answer.text("app"),
                        (int) answer.whole("version", 1, Integer.MAX_VALUE),
                        answer.members("schema").object());
        flaws.check();
        return read;
    }
}
