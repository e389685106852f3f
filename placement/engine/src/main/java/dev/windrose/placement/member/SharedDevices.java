package dev.windrose.placement.member;

import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.Understanding;

/** GPUs that several nodes of a member can use, so that they belong to none of them. They are not placed on. */
public record SharedDevices(String driver, String pool, GpuInventory gpu, Understanding understanding) {}
