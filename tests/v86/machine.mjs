#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0-only
/*
 * machine.mjs - boots the machine in v86 and runs a command in it
 *
 *	machine.mjs [--in=guest|host] [--mem=MIB] [--guest-mem=MIB]
 *		[--append=WORDS] [--kernel=FILE] [--initrd=FILE] [--timeout=SECONDS]
 *		[--log=FILE] [--poke=ADDRESS:OLD:NEW[,...]] [--] COMMAND [WORD]...
 *
 * What tests/vm does with QEMU, less its odds and ends: the command's stdout is
 * on our stdout, its stderr on our stderr, and its exit status is ours; 124
 * after a timeout, 125 when the machine died first. It has no stdin. The first
 * serial port is the console and goes into the log, the second one carries the
 * frames of tests/machine/wire.c.
 *
 * --poke changes bytes of the Host's memory (a physical address, and hex digits)
 * when the kernel stands and no program runs yet.
 */
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const BUILD = process.env.BUILD || path.join(ROOT, "build");
const V86 = path.join(BUILD, "v86/node_modules/v86/build");
const BIOS = "/usr/share/seabios/bios.bin";
const TIMED_OUT = 124, DIED = 125;
// How long a machine may take to reset itself when all has been said, and how
// long a dying one may go on (its last words may be a Guest's, in its log).
const RESET_MS = 15000, DYING_MS = 15000;
// v86's time stamp counter runs at this rate, whatever it runs on.
const TSC_KHZ = 1000000;
// What a kernel says that will not run our command any more.
const LAST_WORDS = /(Kernel panic - not syncing|Initramfs unpacking failed|BUG:|Oops:).*/;
const UP_WORDS = "Run /init", RESET_WORDS = "reboot: Restarting system";

const options = {
	"in": "guest", "mem": "512", "guest-mem": "128", "append": "",
	"kernel": path.join(BUILD, "bzImage"), "initrd": path.join(BUILD, "host.img"),
	"timeout": "300", "log": path.join(BUILD, "log/v86.log"),
	"poke": "",
};
let command = parse(process.argv.slice(2));
const token = "wire-" + randomBytes(12).toString("hex");
const log = openLog();
let machine = null, status = -1, consoleText = "", up = false, dying = false;

function fail(message, code = DIED)
{
	fs.writeSync(2, `machine.mjs: ${message}\n`);
	process.exit(code);
}

// The command; the options before it go into `options`.
function parse(words)
{
	while (words.length && words[0].startsWith("--")) {
		const [, name, value] = /^--([a-z-]*)(?:=(.*))?$/s.exec(words.shift()) || [];

		if (name === "")
			break;
		if (!(name in options) || value === undefined)
			fail(`unknown option (known: ${Object.keys(options).join(", ")})`);
		options[name] = value;
	}
	if (!words.length || !["guest", "host"].includes(options.in))
		fail("usage: machine.mjs [--in=guest|host] [OPTION]... [--] COMMAND [WORD]...");
	return options.in === "guest" ? ["in-guest", "--", ...words] : words;
}

function openLog()
{
	fs.mkdirSync(path.dirname(options.log), { recursive: true });
	return fs.openSync(options.log, "w");
}

function read(file, what)
{
	try {
		return fs.readFileSync(file);
	} catch (e) {
		return fail(`no ${what}: ${file}: ${e.code}`);
	}
}

/* --- What to do in this boot: a few files more, behind the common image */

const zeros = (length, align) => Buffer.alloc((align - length % align) % align);

function cpioEntry(name, mode, data = "")
{
	const bytes = Buffer.from(data), file = Buffer.from(name + "\0");
	const fields = [cpioEntry.ino++, mode, 0, 0, 1, 0, bytes.length,
			0, 0, 0, 0, file.length, 0];
	const head = "070701" + fields.map(n => n.toString(16).padStart(8, "0")).join("");

	return Buffer.concat([Buffer.from(head), file,
			      zeros(head.length + file.length, 4),
			      bytes, zeros(bytes.length, 4)]);
}
cpioEntry.ino = 0x70000000;

function initrd()
{
	const DIR = 0o40755, FILE = 0o100644, common = read(options.initrd, "initramfs");

	return Buffer.concat([
		common, zeros(common.length, 4),
		cpioEntry("etc/machine", FILE, `export GUEST_MEM=${options["guest-mem"]}\n`),
		cpioEntry("etc/wire", DIR),
		cpioEntry("etc/wire/argv", FILE, command.map(w => w + "\0").join("")),
		cpioEntry("etc/wire/token", FILE, token),
		cpioEntry("etc/wire/stdin", FILE),
		cpioEntry("TRAILER!!!", 0),
	]);
}

/* --- Serial ports */

// Calls take(bytes), soon, with what has come from a port since.
function collect(port, take)
{
	let bytes = [];

	machine.add_listener(`serial${port}-output-byte`, byte => {
		if (!bytes.length)
			setImmediate(() => {
				const all = Buffer.from(bytes);

				bytes = [];
				take(all);
			});
		bytes.push(byte);
	});
}

function onConsole(bytes)
{
	fs.writeSync(log, bytes);
	consoleText += bytes.toString("latin1");
	if (!up && consoleText.includes(UP_WORDS)) {
		up = true;
		options.poke.split(",").filter(Boolean).forEach(poke);
	}
	// Until then the word may be a Guest's.
	if (status >= 0 && consoleText.includes(RESET_WORDS))
		process.exit(status);
	if (!dying && LAST_WORDS.test(consoleText)) {
		dying = true;
		setTimeout(() => status < 0 &&
			   end(`the Host died: ${LAST_WORDS.exec(consoleText)[0].trim()}`),
			   DYING_MS);
	}
}

function poke(what)
{
	const [address, old, bytes] = what.split(":"), at = Number(address);
	const is = Buffer.from(machine.read_memory(at, old.length / 2)).toString("hex");

	if (is !== old)
		end(`at ${address} is ${is}, not ${old}`);
	machine.write_memory(Buffer.from(bytes, "hex"), at);
}

let wire = Buffer.alloc(0), started = false;

function onWire(bytes)
{
	wire = Buffer.concat([wire, bytes]);
	if (!started) {
		const at = wire.indexOf(`\n${token}\n`);

		if (at < 0)
			return;
		started = true;
		wire = wire.subarray(at + token.length + 2);
	}
	while (status < 0 && wire.length >= 5) {
		const kind = String.fromCharCode(wire[0]), size = wire.readUInt32LE(1);

		if (!"oelrx".includes(kind))
			end(`the wire carries no frame, but ${JSON.stringify(wire.toString("latin1", 0, 80))}`);
		if (wire.length < 5 + size)
			break;
		onFrame(kind, wire.subarray(5, 5 + size));
		wire = wire.subarray(5 + size);
	}
}

function onFrame(kind, data)
{
	if (kind === "o" || kind === "e")
		writeAll(kind === "o" ? 1 : 2, data);
	if (kind !== "x")
		return;
	status = data.readUInt32LE(0);
	consoleText = "";
	setTimeout(() => end("the Host did not reset the machine"), RESET_MS);
}

function writeAll(fd, data)
{
	while (data.length) {
		try {
			data = data.subarray(fs.writeSync(fd, data));
		} catch (e) {
			if (e.code === "EPIPE")
				process.exit(141);
			if (e.code !== "EAGAIN")
				throw e;
		}
	}
}

function end(complaint, code = DIED)
{
	fail(`${complaint}; the console is in ${path.relative(".", options.log)}`, code);
}

/* --- The machine */

for (const event of ["uncaughtException", "unhandledRejection"])
	process.on(event, e => end(`v86 gave up: ${e && e.message || e}`));
setTimeout(() => {
	if (status < 0)
		end(`no end after ${options.timeout} seconds`, TIMED_OUT);
}, options.timeout * 1000);

const file = name => {
	const bytes = read(...name);

	return { buffer: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) };
};
const library = path.join(V86, "libv86.mjs");

if (!fs.existsSync(library))
	fail(`no v86 in ${path.relative(".", V86)} (tests/v86/run installs it)`);
const { V86: Machine } = await import(pathToFileURL(library));
const archive = initrd();

machine = new Machine({
	wasm_path: path.join(V86, "v86.wasm"),
	memory_size: options.mem << 20,
	bios: file([BIOS, "BIOS"]),
	bzimage: file([options.kernel, "kernel"]),
	initrd: { buffer: archive.buffer.slice(archive.byteOffset, archive.byteOffset + archive.length) },
	cmdline: `console=ttyS0 oops=panic panic=-1 tsc=reliable tsc_early_khz=${TSC_KHZ} ${options.append}`,
	uart1: true,
	disable_keyboard: true, disable_mouse: true, disable_speaker: true,
	autostart: true,
});
collect(0, onConsole);
collect(1, onWire);
