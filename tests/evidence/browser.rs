//! A headless Chromium, spoken to over its debugging pipe: JSON messages that end in a zero byte.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// Opens no page: it reads its messages from descriptor 3 and writes them to 4. Whoever runs tests as root has no
/// sandbox, and the pages are our own. A browser that says nothing for this long will say nothing more.
const START: &str = "exec timeout -k 5 600 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
    --no-first-run --disable-background-networking --disable-component-update --disable-sync --disable-extensions \
    --disable-breakpad --no-pdf-header-footer --remote-debugging-pipe \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1";

/// A running browser with one page. It ends with the test.
pub struct Browser {
    process: Child,
    commands: Option<ChildStdin>,
    messages: BufReader<ChildStdout>,
    session: Option<String>,
    last: u64,
    /// What it told unasked, since the page was opened.
    events: Vec<Value>,
    /// Where all of its requests go, whatever they ask for.
    proxy: TcpListener,
    _profile: TempDir,
}

impl Browser {
    pub fn start() -> Self {
        let profile = TempDir::new().unwrap();
        let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
        proxy.set_nonblocking(true).unwrap();
        let mut process = Command::new("sh")
            .args(["-c", START, "chromium"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(format!("--proxy-server={}", proxy.local_addr().unwrap()))
            .arg("--proxy-bypass-list=<-loopback>")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let commands = process.stdin.take();
        let messages = BufReader::new(process.stdout.take().unwrap());
        let mut browser = Self {
            process,
            commands,
            messages,
            session: None,
            last: 0,
            events: Vec::new(),
            proxy,
            _profile: profile,
        };
        let target = browser.call("Target.createTarget", json!({"url": "about:blank"}));
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let session = browser.call("Target.attachToTarget", attach);
        browser.session = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Network", "Log"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        browser
    }

    /// Calls a method of the protocol; its result.
    pub fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.last += 1;
        let mut message = json!({"id": self.last, "method": method, "params": parameters});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let commands = self.commands.as_mut().unwrap();
        commands
            .write_all(format!("{message}\0").as_bytes())
            .unwrap();
        commands.flush().unwrap();
        loop {
            let told = self.read();
            if told["id"] == self.last {
                assert!(told["error"].is_null(), "{method}: {}", told["error"]);
                return told["result"].clone();
            }
        }
    }

    fn read(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.messages.read_until(0, &mut bytes).unwrap();
        assert_eq!(bytes.pop(), Some(0), "chromium ended; is it installed?");
        let told: Value = serde_json::from_slice(&bytes).unwrap();
        if told["id"].is_null() {
            self.events.push(told.clone());
        }
        told
    }

    fn wait(&mut self, method: &str) {
        let came = |event: &Value| event["method"] == method;
        while !self.events.iter().any(came) {
            self.read();
        }
    }

    /// Opens a file in a window of this size.
    pub fn open(&mut self, file: &Path, (width, height): (u32, u32), scheme: &str) {
        self.events.clear();
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        self.call("Emulation.setDeviceMetricsOverride", size);
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.call(
            "Emulation.setEmulatedMedia",
            json!({"media": "", "features": features}),
        );
        self.call(
            "Page.navigate",
            json!({"url": format!("file://{}", file.display())}),
        );
        self.wait("Page.loadEventFired");
    }

    /// The value of an expression in the page.
    pub fn value(&mut self, expression: &str) -> Value {
        let asked = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let told = self.call("Runtime.evaluate", asked);
        assert!(told["exceptionDetails"].is_null(), "{expression}: {told}");
        told["result"]["value"].clone()
    }

    pub fn text(&mut self, expression: &str) -> String {
        let value = self.value(expression);
        value
            .as_str()
            .unwrap_or_else(|| panic!("{expression}: {value}"))
            .to_owned()
    }

    pub fn number(&mut self, expression: &str) -> f64 {
        let value = self.value(expression);
        value
            .as_f64()
            .unwrap_or_else(|| panic!("{expression}: {value}"))
    }

    /// Presses the mouse in the middle of an element.
    pub fn click(&mut self, selector: &str) {
        let spelled = json!(selector);
        let middle = self.value(&format!(
            "(() => {{ const one = document.querySelector({spelled}); one.scrollIntoView({{block: 'center', inline: 'center'}}); \
             const box = one.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }})()"
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({"type": kind, "x": middle[0], "y": middle[1], "button": "left", "clickCount": 1});
            self.call("Input.dispatchMouseEvent", event);
        }
    }

    /// Types into a field.
    pub fn enter(&mut self, selector: &str, text: &str) {
        self.click(selector);
        self.value(&format!(
            "document.querySelector({}).select()",
            json!(selector)
        ));
        if text.is_empty() {
            self.press("Delete");
        } else {
            self.call("Input.insertText", json!({"text": text}));
        }
    }

    /// Presses a key that types nothing.
    pub fn press(&mut self, key: &str) {
        let code = match key {
            "Escape" => 27,
            "Delete" => 46,
            "Enter" => 13,
            other => panic!("{other}"),
        };
        for kind in ["keyDown", "keyUp"] {
            let mut event =
                json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code});
            if (kind, key) == ("keyDown", "Enter") {
                event["text"] = json!("\r");
            }
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// The addresses that were asked for since the page was opened, its own first.
    pub fn requests(&self) -> Vec<String> {
        let sent = self
            .events
            .iter()
            .filter(|event| event["method"] == "Network.requestWillBeSent");
        let address = |event: &Value| {
            event["params"]["request"]["url"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        sent.map(address).collect()
    }

    /// What the console and the browser complained about since then.
    pub fn complaints(&self) -> Vec<&Value> {
        let complains = |event: &&Value| {
            let method = event["method"].as_str().unwrap();
            [
                "Runtime.exceptionThrown",
                "Runtime.consoleAPICalled",
                "Log.entryAdded",
            ]
            .contains(&method)
        };
        self.events.iter().filter(complains).collect()
    }

    /// Whether anything was asked of the network since the last time this was asked.
    pub fn went_out(&self) -> bool {
        let mut connections = 0;
        while self.proxy.accept().is_ok() {
            connections += 1;
        }
        connections > 0
    }

    /// Ends once what was already asked for is done.
    fn close(&mut self) {
        self.session = None;
        if let Some(commands) = &mut self.commands {
            let _ = commands.write_all(b"{\"id\": 0, \"method\": \"Browser.close\"}\0");
        }
        self.commands = None;
        let _ = self.process.wait();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.close();
    }
}
