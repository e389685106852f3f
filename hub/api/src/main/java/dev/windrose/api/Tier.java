package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a node is paid for. */
public enum Tier {
    @JsonProperty("reserved")
    RESERVED,
    @JsonProperty("on-demand")
    ON_DEMAND,
    @JsonProperty("spot")
    SPOT
}
