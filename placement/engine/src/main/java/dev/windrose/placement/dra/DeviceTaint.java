package dev.windrose.placement.dra;

/**
 * A taint of a device or of a DeviceTaintRule.
 *
 * @param effect as it is spelled: {@code None}, {@code NoSchedule}, {@code NoExecute}
 */
public record DeviceTaint(String key, String value, String effect) {

    /** Consumers must treat effects that they do not know like {@code None} (resource.k8s.io/v1, DeviceTaint). */
    boolean keepsOff() {
        return effect.equals("NoSchedule") || effect.equals("NoExecute");
    }
}
