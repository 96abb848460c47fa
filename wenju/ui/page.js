/* What the page does without the server: the source panel, copying, and Enter while Chinese is being composed. */
(() => {
    const panel = () => document.getElementById('wj-panel');
    const top = element => element?.isConnected ? element.getBoundingClientRect().top : 0;
    /* A page that another machine serves over http is given no clipboard; the old way of copying works there. */
    const copyTheOldWay = text => {
        const box = document.body.appendChild(document.createElement('textarea'));
        box.value = text;
        box.style.cssText = 'position: fixed; top: 0; opacity: 0';
        box.select();
        const done = document.execCommand('copy');
        box.remove();
        return done;
    };
    window.wenju = {
        clicked: null,
        /* Open the panel with its marked place a third of the way down; what was clicked keeps its height on the screen. */
        show() {
            const here = panel()?.querySelector('.wj-here'), text = panel()?.querySelector('.wj-doc-text');
            if (!text) return;
            const before = top(this.clicked);
            document.body.classList.add('wj-reading');
            window.scrollBy(0, top(this.clicked) - before);
            text.scrollTop = here ? top(here) - top(text) + text.scrollTop - text.clientHeight / 3 : 0;
            panel().querySelector('.wj-close').focus({preventScroll: true});
        },
        close() {
            if (!document.body.classList.contains('wj-reading')) return;
            document.body.classList.remove('wj-reading');
            const isThere = this.clicked?.isConnected && !panel().contains(this.clicked);
            const opener = isThere ? this.clicked : document.querySelector('#wj-judging button');
            (opener?.closest('button') ?? opener?.querySelector('button'))?.focus({preventScroll: true});
        },
        /* Copy what the button holds, or the link, and say beside it for a moment whether that went well. */
        async copy(button) {
            const {copy, link, copied, failed} = button.dataset, said = button.parentElement.querySelector('.wj-said');
            const text = copy ?? new URL(link, location.href).href;
            const written = await navigator.clipboard?.writeText(text).then(() => true, () => false);
            said.textContent = written || copyTheOldWay(text) ? copied : failed;
            button.focus({preventScroll: true});
            clearTimeout(this.saying);
            this.saying = setTimeout(() => { said.textContent = ''; }, 2500);
        },
    };
    document.addEventListener('click', event => {
        if (event.target.closest('.wj-close')) wenju.close();
        const copier = event.target.closest('.wj-copy');
        if (copier) wenju.copy(copier);
    });

    /* Enter that confirms a Pinyin candidate must not ask. Some browsers end the composition before they send that key,
       so the key code 229 is looked at as well, and the keypress that follows such a keydown is kept back too. */
    let composing = false;
    const confirms = event => event.isComposing || event.keyCode === 229;
    document.addEventListener('keydown', event => {
        composing = confirms(event);
        if (composing && event.key === 'Enter') event.stopImmediatePropagation();
        if (!composing && event.key === 'Escape') wenju.close();
    }, true);
    document.addEventListener('keypress', event => {
        if (event.key === 'Enter' && (composing || confirms(event))) { event.stopImmediatePropagation(); event.preventDefault(); }
    }, true);
    document.documentElement.lang = 'zh-CN';
})();

/* 问: the page's address, which asks again what was asked; and edited questions. */
(() => {
    const fields = ['q', 'documents', 'since', 'until', 'heading'];
    Object.assign(window.wenju, {
        keepAddress() {
            const link = document.querySelector('#wj-result [data-link]')?.dataset.link, address = new URL(location.href);
            fields.forEach(field => address.searchParams.delete(field));
            new URLSearchParams(link).forEach((value, field) => address.searchParams.set(field, value));
            history.replaceState(history.state, '', address);
        },
        askLinked() {
            if (new URLSearchParams(location.search).get('q')?.trim()) document.getElementById('wj-submit').click();
        },
    });
    document.addEventListener('click', event => {
        const again = event.target.closest('.wj-follow [data-action=again]');
        if (again) again.dataset.question = again.parentElement.querySelector('.wj-whole').textContent;
    }, true);
    document.addEventListener('keydown', event => {
        if (event.key !== 'Enter' || !event.target.closest('.wj-whole')) return;
        event.preventDefault();
        event.target.closest('.wj-follow').querySelector('[data-action=again]').click();
    }, true);
})();

/* 问: in the panel of the source, its outline, and which words are the answer. */
(() => {
    const panel = () => document.getElementById('wj-panel');
    const text = () => panel().querySelector('.wj-doc-text');
    const marker = () => { const found = panel()?.querySelector('.wj-mark'); return found?.checkVisibility() ? found : null; };
    let chosen = null;
    /* The document's characters before a place in its text; what is shown between them (page numbers) is no text. */
    const offset = (node, at) => {
        const before = document.createRange();
        before.setStart(text(), 0);
        before.setEnd(node, at);
        return [...before.toString()].length;
    };
    document.addEventListener('selectionchange', () => {
        const selection = getSelection();
        if (!marker() || selection.isCollapsed || !text().contains(selection.getRangeAt(0).commonAncestorContainer)) return;
        chosen = selection.getRangeAt(0).cloneRange();
        marker().querySelector('.wj-words').value = chosen.toString().trim();
    });
    document.addEventListener('click', event => {
        const link = event.target.closest('.wj-outline a'), button = event.target.closest('.wj-this');
        if (link) {
            event.preventDefault();
            const heading = document.getElementById(link.hash.slice(1));
            text().scrollTop += heading.getBoundingClientRect().top - text().getBoundingClientRect().top - 12;
            text().focus({preventScroll: true});
        }
        if (button) {
            button.dataset.words = marker().querySelector('.wj-words').value;
            if (chosen?.startContainer.isConnected) button.dataset.near = offset(chosen.startContainer, chosen.startOffset);
        }
    }, true);
    document.addEventListener('keydown', event => {
        if (event.key !== 'Enter' || !event.target.closest('.wj-words')) return;
        event.preventDefault();
        marker().querySelector('.wj-this').click();
    }, true);
    Object.assign(window.wenju, {
        /* What was said of an answer is kept, or not: the panel closes, or tells what is wrong. */
        judged() {
            const row = document.getElementById('wj-judging'), trouble = row.querySelector('.wj-trouble');
            if (marker()) marker().querySelector('.wj-told').textContent = trouble?.textContent ?? '';
            if (row.querySelector('.wj-step-kept') && document.body.classList.contains('wj-reading')) {
                wenju.clicked = null;
                wenju.close();
                if (!row.checkVisibility()) document.querySelector('#wj-tabs [role=tab]').click();
                row.scrollIntoView({block: 'nearest'});
            }
            if (document.activeElement === document.body) row.querySelector('button')?.focus({preventScroll: true});
        },
    });
})();

/* 文档: files dropped anywhere on the tab, what is being sent, and the keyboard after the list was drawn anew. */
(() => {
    const zone = () => document.querySelector('#wj-drop .wj-zone');
    const box = () => document.querySelector('#wj-drop input[type=file]');
    const carriesFiles = event => event.dataTransfer?.types.includes('Files') && zone()?.checkVisibility();
    const mark = over => document.getElementById('wj-drop')?.classList.toggle('wj-over', over);
    document.addEventListener('dragover', event => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        mark(true);
    });
    document.addEventListener('dragleave', event => { if (!event.relatedTarget) mark(false); });
    document.addEventListener('drop', event => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        mark(false);
        box().files = event.dataTransfer.files;
        box().dispatchEvent(new Event('change', {bubbles: true}));
    });

    /* One file that is too large would have all refused that come with it: it is told of here, and the others are sent. */
    const line = (file, fits) => {
        const item = document.createElement('li'), name = document.createElement('b'), words = document.createElement('span');
        item.className = fits ? '' : 'wj-undone';
        name.textContent = file.name;
        words.textContent = fits ? zone().dataset.sending : zone().dataset.large;
        item.append(name, words);
        return item;
    };
    document.addEventListener('change', event => {
        if (!event.target || event.target !== box()) return;
        const fits = file => file.size <= zone().dataset.most, files = [...event.target.files], sent = new DataTransfer();
        zone().querySelector('.wj-sending').replaceChildren(...files.map(file => line(file, fits(file))));
        files.filter(fits).forEach(file => sent.items.add(file));
        event.target.files = sent.files;
    }, true);

    const key = element => element.className + JSON.stringify({...element.dataset});
    let last = null;
    document.addEventListener('focusin', event => { last = event.target.closest('#wj-listing') && event.target; });
    Object.assign(window.wenju, {
        arrived() { zone()?.querySelectorAll('.wj-sending li:not(.wj-undone)').forEach(item => item.remove()); },
        goOn() {
            if (!last || last.isConnected || document.activeElement !== document.body) return;
            const same = [...document.querySelectorAll('#wj-listing button')].find(other => key(other) === key(last));
            (same ?? document.querySelector('#wj-find :is(input, textarea)'))?.focus({preventScroll: true});
        },
    });
    document.addEventListener('click', event => {
        if (event.target.closest('#wj-upload')) box().accept = zone().dataset.accept;
        if (!event.target.closest('.wj-cancel')) return;
        const question = event.target.closest('details');
        question.open = false;
        question.querySelector('summary').focus();
    }, true);
})();
