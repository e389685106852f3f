package dev.windrose.agent.apply;

import dev.windrose.protocol.SectionName;
import java.util.Optional;

/** Where ledgers are made to outlive the agent. */
public interface Journal {

    /** The section's ledger changed: write it soon. Returns at once. */
    void changed(SectionName section);

    /**
     * Blocks until the section's ledger, as it is at the time of this call or newer, is durable. Asked before something is
     * deleted. Answers why it is not; empty when it is.
     */
    Optional<String> ensureDurable(SectionName section);
}
