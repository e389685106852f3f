package dev.windrose.hub.link;

import dev.windrose.protocol.Generation;
import dev.windrose.protocol.Manifest;
import dev.windrose.protocol.SectionName;

/** What one section of one cluster should be. */
public record DesiredSection(SectionName section, Generation generation, Manifest manifest) {}
