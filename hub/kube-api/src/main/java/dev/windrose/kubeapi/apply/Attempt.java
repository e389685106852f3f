package dev.windrose.kubeapi.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** One try at applying. */
sealed interface Attempt {
    /** The object without managedFields, and who owns what in it. */
    record Merged(ObjectNode object, Managers managers) implements Attempt {}

    /** Others own fields with other values. */
    record Contested(List<Contest> contests) implements Attempt {}
}
