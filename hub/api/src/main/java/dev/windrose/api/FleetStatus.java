package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the fleet is paused. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FleetStatus(@Nullable List<Condition> conditions) {}
