package dev.windrose.protocol;

/** What may travel between hub and agent. */
public sealed interface Message permits AgentMessage, HubMessage {}
