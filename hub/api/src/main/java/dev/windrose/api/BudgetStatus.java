package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is taken of the budget. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BudgetStatus(
        @JsonPropertyDescription("USD per hour of the placed replicas whose price is known.") @Nullable
        String hourlyCost,

        @JsonPropertyDescription("GPUs of the placed replicas.") @Nullable
        Integer gpus,

        @JsonPropertyDescription("Placed replicas that cost something nobody knows.") @Nullable
        Integer unpricedReplicas,

        @JsonPropertyDescription(
                "Replicas that are wanted and have no place, for a budget of the namespace refuses them.")
        @Nullable
        Integer refusedReplicas,

        @Nullable List<Condition> conditions) {}
