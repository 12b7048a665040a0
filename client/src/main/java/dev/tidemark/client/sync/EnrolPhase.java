package dev.tidemark.client.sync;

import dev.tidemark.client.local.DeviceRow;
import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.client.transport.Request;
import dev.tidemark.wire.account.DeviceRequest;
import dev.tidemark.wire.account.EnrolledDevice;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.JsonFault;
import dev.tidemark.wire.problem.ProblemCode;
import org.jspecify.annotations.Nullable;

/**
 * Enrols this device under its id, and gets a token of its own. A credential that may speak for any
 * device but enrol none is used as it is.
 *
 * <p>A database that turned out to be a copy is enrolled under a new id first, and only then takes
 * that id: until then its queue stays as it is. The id was chosen when the copy was found out, so
 * that an enrolment whose answer was lost is asked for again, and not a second one.
 */
final class EnrolPhase implements Phase {

    private final RoundContext context;
    private final boolean forked;
    private @Nullable String chosen;
    private boolean choseAgain;
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
        chosen = forked ? context.progress().successor() : device.id();
        byte[] body = new DeviceRequest(device.name(), device.platform(), chosen).bytes();
        // The app's credential, as a device's token may not be allowed to enrol another one.
        return Request.post(enrolment.server(), "/v1/devices", enrolment.credential(), body);
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
        Trouble trouble = Troubles.of(answer, context.now());
        if (forked && !choseAgain && Troubles.is(trouble, ProblemCode.ALREADY_EXISTS)) {
            // This one was copied in its turn after it had chosen, and the other was quicker.
            return chooseAgain();
        }
        boolean refused = status >= 400 && status < 500 && status != 401 && status != 429;
        if (refused && bearer && chosen != null) {
            return take(chosen, null);
        }
        return forked && refused
                ? Trouble.of(
                        Trouble.Kind.AUTH_REQUIRED,
                        "DEVICE_FORKED",
                        "this database is a copy of another device's and needs an enrolment of its"
                                + " own; sign in again. All that was written is kept")
                : trouble;
    }

    private @Nullable Trouble chooseAgain() {
        choseAgain = true;
        context.file.change(tx -> {
            new ProgressTable(tx).succeedAs(context.file.newId());
            return null;
        });
        return null;
    }

    private @Nullable Trouble take(String deviceId, @Nullable String token) {
        done = true;
        context.file.change(tx -> {
            if (!context.file.device(tx).id().equals(deviceId)) {
                context.file.takeDeviceId(tx, deviceId);
            }
            new EnrolmentTable(tx).enrolled(deviceId, token);
            if (forked) {
                new ProgressTable(tx).noLongerForked();
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
