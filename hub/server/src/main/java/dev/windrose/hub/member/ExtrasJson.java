package dev.windrose.hub.member;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.placement.member.MemberExtras;
import dev.windrose.placement.provisioning.Headroom;
import dev.windrose.placement.provisioning.ProvisioningSignal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a member's inventory says beside its nodes, for people. Lists that are empty are left out. */
final class ExtrasJson {
    private ExtrasJson() {}

    static void put(ObjectNode body, MemberExtras extras) {
        var provisioning = extras.provisioning();
        if (!provisioning.headroom().isEmpty()) {
            var list = body.putArray("headroom");
            provisioning.headroom().forEach(each -> put(list.addObject(), each));
        }
        if (!provisioning.signals().isEmpty()) {
            var list = body.putArray("provisioningSignals");
            provisioning.signals().forEach(each -> put(list.addObject(), each));
        }
        if (!provisioning.buffers().isEmpty()) {
            var list = body.putArray("capacityBuffers");
            provisioning
                    .buffers()
                    .forEach(each -> list.addObject()
                            .put("namespace", each.namespace())
                            .put("name", each.name())
                            .put("replicas", each.replicas().orElse(null))
                            .put("provisioned", each.provisioned()));
        }
        if (!extras.shared().isEmpty()) {
            var list = body.putArray("sharedDevices");
            extras.shared()
                    .forEach(each -> list.addObject()
                            .put("driver", each.driver())
                            .put("pool", each.pool())
                            .put("product", each.gpu().product().name())
                            .put("capacity", each.gpu().capacity())
                            .put("free", each.gpu().unused())
                            .put("notUnderstood", reason(each.understanding().reason())));
        }
        if (!extras.queued().isEmpty()) {
            var list = body.putArray("queued");
            extras.queued()
                    .forEach(each -> list.addObject()
                            .put("resource", each.resource())
                            .put("ours", each.ours())
                            .put("foreign", each.foreign()));
        }
    }

    /** {@code upTo} null: nobody knows how much more. */
    private static void put(ObjectNode to, Headroom headroom) {
        to.put("source", word(headroom.source()))
                .put("name", headroom.name())
                .put("unit", headroom.unit())
                .put("arriving", headroom.arriving())
                .put("instanceType", headroom.instanceType().orElse(null))
                .put("zone", headroom.zone().orElse(null))
                .put("tier", headroom.tier().orElse(null))
                .put("why", reason(headroom.why()));
        if (headroom.upTo().isPresent()) {
            to.put("upTo", headroom.upTo().getAsLong());
        } else {
            to.putNull("upTo");
        }
    }

    private static void put(ObjectNode to, ProvisioningSignal signal) {
        to.put("source", word(signal.source()))
                .put("cause", word(signal.cause()))
                .put("stockOut", signal.cause().isStockOut())
                .put("name", signal.name())
                .put("instanceType", signal.instanceType().orElse(null))
                .put("zone", signal.zone().orElse(null))
                .put("tier", signal.tier().orElse(null))
                .put("code", signal.code())
                .put("message", signal.message())
                .put("since", signal.since().map(Object::toString).orElse(null));
    }

    private static @Nullable String reason(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
