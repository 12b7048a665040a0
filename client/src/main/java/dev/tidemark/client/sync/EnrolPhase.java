package dev.tidemark.client.sync;

import dev.tidemark.client.local.DeviceRow;
import dev.tidemark.client.queue.QueueTable;
import dev.tidemark.client.queue.Queued;
import dev.tidemark.client.queue.Stage;
import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.client.transport.Request;
import dev.tidemark.wire.account.DeviceRequest;
import dev.tidemark.wire.account.EnrolledDevice;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.JsonFault;
import dev.tidemark.wire.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Enrols this device under its id, and gets a token of its own. A credential that may speak for any
 * device but enrol none is used as it is.
 *
 * <p>A database that turned out to be a copy is enrolled under a new id first, and only then takes
 * that id: until then its queue stays as it is. The id is derived from what is queued, so that
 * copies of one database that have the same mutations queued go on as one device with these, and
 * the server takes each of them once; what each wrote by itself parts them again.
 */
final class EnrolPhase implements Phase {

    private final RoundContext context;
    private final boolean forked;
    private @Nullable String chosen;
    private boolean derivedIsTaken;
    private boolean done;

    /**
     * @param forked whether to enrol under a new id
     */
    EnrolPhase(RoundContext context, boolean forked) {
        this.context = context;
        this.forked = forked;
    }

    @Override
    public @Nullable Request next() {
        Enrolment enrolment = context.enrolment();
        if (done || (enrolment.enrolledAs() != null && !forked)) {
            return null;
        }
        DeviceRow device = context.file.read(context.file::device);
        chosen = forked ? successor(device.id()) : device.id();
        byte[] body = new DeviceRequest(device.name(), device.platform(), chosen).bytes();
        // The app's credential, as a device's token may not be allowed to enrol another one.
        return Request.post(enrolment.server(), "/v1/devices", enrolment.credential(), body);
    }

    private String successor(String device) {
        List<Queued> all = context.file.read(tx -> new QueueTable(tx).in(Stage.FORKED));
        if (derivedIsTaken || all.isEmpty()) {
            return context.file.newId();
        }
        String origin = device + "\n" + all.get(0).id();
        return UUID.nameUUIDFromBytes(origin.getBytes(StandardCharsets.UTF_8)).toString();
    }

    @Override
    public @Nullable Trouble answered(Answer answer) {
        int status = answer.status();
        boolean bearer = context.enrolment().credential().kind() == Credential.Kind.BEARER;
        if (status == 200 || status == 201) {
            try {
                EnrolledDevice enrolled = EnrolledDevice.read(answer.body());
                return take(enrolled.deviceId(), enrolled.token());
            } catch (JsonFault | InvalidInput e) {
                return Troubles.unreadable(answer, e);
            }
        }
        boolean refused = status >= 400 && status < 500 && status != 401 && status != 429;
        if (refused && bearer && chosen != null) {
            return take(chosen, null);
        }
        Trouble trouble = Troubles.of(answer, context.now());
        if (forked && Troubles.is(trouble, ProblemCode.ALREADY_EXISTS) && !derivedIsTaken) {
            derivedIsTaken = true;
            return null;
        }
        return forked && refused
                ? Trouble.of(
                        Trouble.Kind.AUTH_REQUIRED,
                        "DEVICE_FORKED",
                        "this database is a copy of another device's and needs an enrolment of its"
                                + " own; sign in again. All that was written is kept")
                : trouble;
    }

    private @Nullable Trouble take(String deviceId, @Nullable String token) {
        done = true;
        context.file.change(tx -> {
            if (!context.file.device(tx).id().equals(deviceId)) {
                context.file.takeDeviceId(tx, deviceId);
            }
            new EnrolmentTable(tx).enrolled(deviceId, token);
            if (forked) {
                new ProgressTable(tx).forked(false);
            }
            return null;
        });
        if (forked) {
            context.tally.notice(
                    "this database is a copy of another device's; it goes on as device "
                            + deviceId
                            + ", and nothing was lost");
        }
        return null;
    }
}
